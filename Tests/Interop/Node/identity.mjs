// @azure/communication-identity: every method, with good and bad input.
import { createPublicKey, verify } from "node:crypto";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { AzureKeyCredential } from "@azure/core-auth";
import { assert, claims, connectionString, endpoint, refused, run } from "./check.mjs";

const client = new CommunicationIdentityClient(connectionString);
const key = connectionString.match(/accesskey=(.*)/i)[1];
const minutesLeft = (date) => (date.getTime() - Date.now()) / 60000;

await run({
  "a user is made": async () => {
    const user = await client.createUser();
    assert.match(user.communicationUserId, /^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/);
  },

  "no two users are the same": async () => {
    const users = await Promise.all(Array.from({ length: 20 }, () => client.createUser()));
    assert.equal(new Set(users.map((user) => user.communicationUserId)).size, 20);
  },

  "endpoint and key work as the connection string does": async () => {
    const other = new CommunicationIdentityClient(endpoint, new AzureKeyCredential(key));
    assert.ok((await other.createUser()).communicationUserId);
  },

  "a user is made with a token for a day": async () => {
    const { user, token, expiresOn } = await client.createUserAndToken(["chat", "voip"]);
    assert.ok(user.communicationUserId);
    assert.ok(minutesLeft(expiresOn) > 1435 && minutesLeft(expiresOn) <= 1441, `${minutesLeft(expiresOn)}`);
    const said = claims(token);
    assert.equal(said.acsScope, "chat,voip");
    assert.equal("8:" + said.skypeid, user.communicationUserId);
    assert.equal(said.resourceId, user.communicationUserId.slice(6, 42));
    assert.equal(said.exp, Math.round(expiresOn.getTime() / 1000));
    assert.ok(said.iat <= Date.now() / 1000 + 5 && typeof said.scp === "number");
  },

  "each scope there is can be had": async () => {
    const user = await client.createUser();
    for (const scope of ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"]) assert.equal(claims((await client.getToken(user, [scope])).token).acsScope, scope);
  },

  "a token lasts as long as was asked": async () => {
    for (const minutes of [60, 61, 1440]) {
      const { expiresOn } = await client.createUserAndToken(["chat"], { tokenExpiresInMinutes: minutes });
      assert.ok(Math.abs(minutesLeft(expiresOn) - minutes) < 1, `${minutes}: ${minutesLeft(expiresOn)}`);
      const again = await client.getToken(await client.createUser(), ["voip"], { tokenExpiresInMinutes: minutes });
      assert.ok(Math.abs(minutesLeft(again.expiresOn) - minutes) < 1);
    }
  },

  "a token that is too short, too long or for nothing is refused, and no user is made for it": async () => {
    const user = await client.createUser();
    for (const minutes of [0, 59, 1441, -60]) {
      const error = await refused(client.getToken(user, ["chat"], { tokenExpiresInMinutes: minutes }), 400, "BadRequest");
      assert.match(error.message, /expiresInMinutes/);
      await refused(client.createUserAndToken(["chat"], { tokenExpiresInMinutes: minutes }), 400, "BadRequest");
    }
    await refused(client.getToken(user, ["email"]), 400, "BadRequest");
    await refused(client.getToken(user, []), 400, "BadRequest");
    await refused(client.createUserAndToken(["chat", "email"]), 400, "BadRequest");
  },

  "the SDK's credential takes the token": async () => {
    const { token, expiresOn } = await client.createUserAndToken(["chat"]);
    const credential = new AzureCommunicationTokenCredential({ refreshProactively: false, tokenRefresher: async () => token, token });
    const read = await credential.getToken();
    assert.equal(read.token, token);
    assert.equal(read.expiresOnTimestamp, expiresOn.getTime());
    credential.dispose();
  },

  "the published keys verify the token": async () => {
    const { token } = await client.createUserAndToken(["chat"]);
    const { keys } = await (await fetch(new URL("/.well-known/jwks.json", endpoint))).json();
    const [head, body, signature] = token.split(".");
    const { kid, alg } = JSON.parse(Buffer.from(head, "base64url").toString());
    assert.equal(alg, "ES256");
    const jwk = keys.find((other) => other.kid === kid);
    assert.equal(jwk.d, undefined);
    assert.ok(verify("sha256", Buffer.from(`${head}.${body}`), { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")));
  },

  "tokens are revoked, and new ones are issued": async () => {
    const { user } = await client.createUserAndToken(["chat"]);
    await client.revokeTokens(user);
    await client.revokeTokens(user);
    assert.ok((await client.getToken(user, ["chat"])).token);
  },

  "a deleted user is gone": async () => {
    const user = await client.createUser();
    await client.deleteUser(user);
    await refused(client.deleteUser(user), 404, "IdentityNotFound");
    await refused(client.getToken(user, ["chat"]), 404, "IdentityNotFound");
    await refused(client.revokeTokens(user), 404, "IdentityNotFound");
  },

  "a user of another resource is refused": async () => {
    const stranger = { communicationUserId: "8:acs:00000000-0000-0000-0000-000000000001_00000000-0000-0000-0000-000000000002" };
    await refused(client.getToken(stranger, ["chat"]), 401, "IdentityNotOwned");
    await refused(client.revokeTokens(stranger), 401, "IdentityNotOwned");
    await refused(client.deleteUser(stranger), 401, "IdentityNotOwned");
  },

  "what is no user is refused, whatever stands in it": async () => {
    for (const id of ["nobody", "8:acs:x", "8:orgid:00000000-0000-0000-0000-000000000001", "a b!'()*~/?#%&+ä", "..", "."]) {
      const user = { communicationUserId: id };
      const error = await client.getToken(user, ["chat"]).then(() => assert.fail(id), (e) => e);
      assert.ok([400, 404, 405].includes(error.statusCode), `${id}: ${error.statusCode} ${error.message}`);
      assert.ok(error.code, id);
    }
  },

  "another key is denied": async () => {
    const wrong = new CommunicationIdentityClient(endpoint, new AzureKeyCredential(Buffer.alloc(64, 1).toString("base64")));
    await refused(wrong.createUser(), 401, "Denied");
    await refused(wrong.createUserAndToken(["chat"]), 401, "Denied");
  },

  "a Teams exchange that is not configured says so, once": async () => {
    let requests = 0;
    const counted = new CommunicationIdentityClient(connectionString, { additionalPolicies: [{ position: "perRetry", policy: { name: "count", sendRequest: (request, next) => (requests++, next(request)) } }] });
    const options = { teamsUserAadToken: "token", clientId: "app", userObjectId: "user" };
    const error = await refused(counted.getTokenForTeamsUser(options), 501, "NotConfigured");
    assert.match(error.message, /Api:TokenExchange/);
    assert.equal(requests, 1);
  },

  "a request of its own id comes back with it": async () => {
    let headers;
    await client.createUser({ onResponse: (response) => (headers = response.headers) });
    assert.match(headers.get("x-ms-request-id"), /^[0-9a-f-]{36}$/);
    assert.ok(headers.get("x-ms-client-request-id"));
  },
});
