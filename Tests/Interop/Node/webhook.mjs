// Receivers of events, as applications of the service write them, over http and https. What each takes is told by its path:
//   /grid    Event Grid schema, read by @azure/eventgrid; agrees by giving the code back
//   /manual  as /grid, and agrees only when POST /consent opens the validationUrl
//   /cloud   CloudEvents, read by the package cloudevents; agrees to OPTIONS
//   /hmac    as /cloud, and checks the signature by the package standardwebhooks with the secret of POST /secret
//   /jwt     as /grid, and checks the token by jose with the issuer's published keys
// Control by HTTP: GET /taken, POST /answer {path, status, ms?}, POST /secret {secret}, POST /issuer {url, audience}, POST /consent.
import http from "node:http";
import https from "node:https";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EventGridDeserializer } from "@azure/eventgrid";
import { HTTP } from "cloudevents";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { Webhook } from "standardwebhooks";

const [port, tlsPort, control, cert, key] = process.argv.slice(2);
const taken = [], answers = {}, reader = new EventGridDeserializer();
let secret, issuer, validationUrl, most = 0, running = 0;

async function receive(request, body) {
  const path = request.url.split("?")[0];
  if (request.method === "OPTIONS") {
    if (!request.headers["webhook-request-origin"]) return [400];
    return [200, "", { "WebHook-Allowed-Origin": request.headers["webhook-request-origin"], "WebHook-Allowed-Rate": "*" }];
  }
  if (path === "/hmac") new Webhook(secret).verify(body, request.headers);
  if (path === "/jwt" && issuer) await checkToken(request, body);
  if (request.headers["aeg-event-type"] === "SubscriptionValidation") {
    const [event] = await reader.deserializeEventGridEvents(body);
    if (event.eventType !== "Microsoft.EventGrid.SubscriptionValidationEvent") return [400];
    if (path === "/manual") validationUrl = event.data.validationUrl;
    return path === "/manual" ? [200] : [200, JSON.stringify({ validationResponse: event.data.validationCode })];
  }
  const wanted = answers[path];
  if (wanted?.ms) await new Promise(done => setTimeout(done, wanted.ms));
  if (wanted?.status) return [wanted.status, "", wanted.headers ?? {}];
  for (const event of await read(path, request, body)) taken.push({ path, attempts: Number(request.headers["aeg-delivery-count"]), ...event });
  return [200];
}

async function read(path, request, body) {
  if (path === "/cloud" || path === "/hmac") {
    const parsed = HTTP.toEvent({ headers: request.headers, body });
    const events = Array.isArray(parsed) ? parsed : [parsed];
    for (const event of events) event.validate();
    const [known] = await reader.deserializeCloudEvents(Array.isArray(parsed) ? JSON.parse(body)[0] : JSON.parse(body));
    if (!known.source.includes("/CommunicationServices/")) throw new Error(`source ${known.source}`);
    return events.map(event => ({ id: event.id, type: event.type, subject: event.subject, data: event.data }));
  }
  return (await reader.deserializeEventGridEvents(body)).map(event => {
    if (!(event.eventTime instanceof Date)) throw new Error("eventTime is no date");
    if (event.eventType.endsWith("SMSReceived") && !(event.data.receivedTimestamp instanceof Date || typeof event.data.receivedTimestamp === "string")) throw new Error("receivedTimestamp");
    return { id: event.id, type: event.eventType, subject: event.subject, data: event.data };
  });
}

async function checkToken(request, body) {
  const description = await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json();
  if (description.issuer !== issuer.url) throw new Error(`issuer ${description.issuer}`);
  const keys = createRemoteJWKSet(new URL(description.jwks_uri));
  const { payload } = await jwtVerify(request.headers.authorization.replace(/^Bearer /, ""), keys, { issuer: issuer.url, audience: issuer.audience });
  if (payload.body_sha256 !== createHash("sha256").update(body).digest("base64url")) throw new Error("the token is for another body");
}

const read_ = request => new Promise((done, broken) => {
  const parts = [];
  request.on("data", part => parts.push(part)).on("end", () => done(Buffer.concat(parts).toString())).on("error", broken);
});

async function serve(request, response) {
  most = Math.max(most, ++running);
  try {
    const [status, text = "", headers = {}] = await receive(request, await read_(request));
    response.writeHead(status, headers).end(text);
  } catch (error) {
    console.log(`REFUSED ${request.method} ${request.url}: ${error.stack}`);
    response.writeHead(401).end(error.message);
  } finally {
    running--;
  }
}

const commands = {
  "/taken": () => taken,
  "/most": () => most,
  "/answer": body => { answers[body.path] = body; },
  "/secret": body => { secret = body.secret; },
  "/issuer": body => { issuer = body; },
  "/consent": async () => (await fetch(validationUrl)).status,
};

http.createServer(serve).listen(Number(port), "127.0.0.1");
if (cert) https.createServer({ cert: readFileSync(cert), key: readFileSync(key) }, serve).listen(Number(tlsPort), "127.0.0.1");
http.createServer(async (request, response) => {
  const body = await read_(request);
  const answer = await commands[request.url](body ? JSON.parse(body) : undefined);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer ?? null));
}).listen(Number(control), "127.0.0.1", () => console.log("ready"));
