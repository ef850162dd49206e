// Every method of SipRoutingClient, with good and bad input; then trunk and route of $TRUNK_PORT stay, for a call.
import { SipRoutingClient } from "@azure/communication-phone-numbers";
import { createCommunicationAuthPolicy, parseClientArguments } from "@azure/communication-common";
import { createDefaultHttpClient, createEmptyPipeline, createPipelineRequest } from "@azure/core-rest-pipeline";
import { assert, connectionString, endpoint, refused, run } from "./check.mjs";

const client = new SipRoutingClient(connectionString);
const all = async iterator => { const found = []; for await (const one of iterator) found.push(one); return found; };
const us = { name: "US", description: "to the States", numberPattern: "^\\+1", trunks: ["sbc.us.example"] };
const world = { name: "World", description: "", numberPattern: "^\\+", trunks: ["sbc.us.example", "sbc.world.example"] };
const file = process.env.FILE_TRUNK;

/** What the SDK of today has no method for, signed as it signs. */
async function ask(method, path, body, headers = {}) {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(createCommunicationAuthPolicy(parseClientArguments(connectionString).credential));
  const request = createPipelineRequest({ url: endpoint + path, method, body: body && JSON.stringify(body) });
  for (const [name, value] of Object.entries({ ...(body ? { "content-type": "application/merge-patch+json" } : {}), ...headers })) request.headers.set(name, value);
  const answer = await pipeline.sendRequest(createDefaultHttpClient(), request);
  return { status: answer.status, headers: answer.headers, body: answer.bodyAsText ? JSON.parse(answer.bodyAsText) : null };
}

await run({
  "what a file gives to the resource is listed and what it keeps for the gateway is not": async () => {
    assert.deepEqual((await all(client.listTrunks())).map(trunk => trunk.fqdn), [file]);
    assert.deepEqual(await all(client.listRoutes()), []);
  },
  "trunks are set, got and deleted one by one": async () => {
    assert.deepEqual(await client.setTrunk({ fqdn: "sbc.us.example", sipSignalingPort: 5061 }), { fqdn: "sbc.us.example", sipSignalingPort: 5061 });
    await client.setTrunk({ fqdn: "sbc.us.example", sipSignalingPort: 5062 });
    assert.equal((await client.getTrunk("sbc.us.example")).sipSignalingPort, 5062);
    await client.deleteTrunk("sbc.us.example");
    await assert.rejects(client.getTrunk("sbc.us.example"), { code: "NotFound" });
  },
  "trunks are set whole: those that are not named go": async () => {
    const keep = await client.getTrunk(file);
    await client.setTrunk({ fqdn: "sbc.old.example", sipSignalingPort: 5061 });
    const set = await client.setTrunks([keep, { fqdn: "sbc.us.example", sipSignalingPort: 5061 }, { fqdn: "sbc.world.example", sipSignalingPort: 5070 }]);
    assert.deepEqual(set.map(trunk => trunk.fqdn), [file, "sbc.us.example", "sbc.world.example"]);
  },
  "routes keep their order, and another order is another one": async () => {
    assert.deepEqual((await client.setRoutes([us, world])).map(route => route.name), ["US", "World"]);
    assert.deepEqual((await client.setRoutes([world, us])).map(route => route.name), ["World", "US"]);
    const [first, second] = await all(client.listRoutes());
    assert.deepEqual(second, us);
    assert.deepEqual(first.trunks, world.trunks);
  },
  "what cannot be is refused with the service's codes": async () => {
    for (const [act, inner] of [
      [() => client.setTrunk({ fqdn: "10.0.0.1", sipSignalingPort: 5061 }), "InvalidTrunkFqdn"],
      [() => client.setTrunk({ fqdn: "a.example", sipSignalingPort: 70000 }), "InvalidTrunkSipSignalingPort"],
      [() => client.setTrunk({ fqdn: process.env.GATEWAY_TRUNK, sipSignalingPort: 5061 }), "InvalidTrunkFqdn"],
      [() => client.deleteTrunk(file), "InvalidTrunkFqdn"],
      [() => client.deleteTrunk("sbc.us.example"), "MissingTrunk"],
      [() => client.setRoutes([{ ...us, trunks: ["missing.example"] }]), "MissingTrunk"],
      [() => client.setRoutes([{ ...us, numberPattern: "(" }]), "InvalidRouteNumberPattern"],
      [() => client.setRoutes([us, us]), "DuplicatedRoute"],
      [() => client.setRoutes([{ ...us, trunks: ["sbc.us.example", "sbc.us.example"] }]), "RouteWithDuplicatedTrunk"],
    ]) {
      const error = await refused(act(), 422, "UnprocessableConfiguration");
      assert.equal(error.details.error.innerError?.code ?? error.details.error.innererror?.code, inner);
    }
    assert.equal((await all(client.listRoutes())).length, 2);
  },
  "the preview's fields: domains, health, privacy, caller": async () => {
    const patch = { domains: { "us.example": { enabled: true } }, trunks: { "sbc.us.example": { privacyHeader: "ID", ipAddressVersion: "IPv4", enabled: true } } };
    const { status, body } = await ask("PATCH", "sip?api-version=2024-11-15-preview", patch);
    assert.equal(status, 200);
    assert.deepEqual(body.domains, { "us.example": { enabled: true } });
    assert.equal(body.trunks["sbc.us.example"].privacyHeader, "ID");
    const health = (await ask("GET", "sip?expand=trunks%2Fhealth&api-version=2024-11-15-preview")).body.trunks[file].health;
    assert.deepEqual(Object.keys(health), ["tls", "ping", "overall"]);
    assert.match(health.overall.status, /^(unknown|active|inactive)$/);
  },
  "a dry run tells which routes match, and why": async () => {
    const { status, body } = await ask("POST", "sip:testRoutesWithNumber?targetPhoneNumber=%2B14255550123&api-version=2023-04-01-preview");
    assert.equal(status, 200);
    assert.deepEqual(body.matchingRoutes.map(route => route.name), ["World", "US"]);
    assert.ok(body.trace.some(step => step.rule === "Trunk" && step.input === "sbc.us.example"), JSON.stringify(body));
    assert.ok(!JSON.stringify(body).includes(process.env.GATEWAY_TRUNK), "the gateway's own trunk is nobody's business");
    const other = await ask("POST", "sip:testRoutesWithNumber?targetPhoneNumber=%2B49301234567&api-version=2023-04-01-preview", { routes: [{ ...us, name: "Germany", numberPattern: "^\\+49" }, us] });
    assert.deepEqual(other.body.matchingRoutes.map(route => route.numberPattern), ["^\\+49"]);
    assert.deepEqual((await all(client.listRoutes())).map(route => route.name), ["World", "US"]);
  },
  "a change to what has changed meanwhile is refused": async () => {
    const tag = (await ask("GET", "sip?api-version=2023-03-01")).headers.get("etag");
    assert.equal((await ask("PATCH", "sip?api-version=2023-03-01", { routes: [us] }, { "if-match": tag })).status, 200);
    assert.equal((await ask("PATCH", "sip?api-version=2023-03-01", { routes: [] }, { "if-match": tag })).status, 412);
  },
  "a way for a call": async () => {
    const { status, body } = await ask("PATCH", "sip?api-version=2023-03-01", {
      trunks: { "sbc.call.example": { sipSignalingPort: Number(process.env.TRUNK_PORT), transport: "udp" } },
      routes: [{ name: "Call", numberPattern: "^\\+1425", trunks: ["sbc.call.example"] }],
    });
    assert.equal(status, 200, JSON.stringify(body));
  },
});
