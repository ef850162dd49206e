// Tokens of an OpenID Connect issuer: in place of the access key, and exchanged for access tokens of users.
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { assert, claims, connectionString, endpoint, refused, run } from "./check.mjs";
import { credential, issued } from "./issuer-tokens.mjs";

const client = (name, audience) => new CommunicationIdentityClient(endpoint, credential(name, audience));

async function exchange(body, status = 200) {
  const answer = await fetch(new URL("/externalUsers/:exchangeAccessToken?api-version=2023-10-01", endpoint), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  return JSON.parse(text);
}

await run({
  "the SDK works with the issuer's token as with a key": async () => {
    const manager = client("manager");
    const { user } = await manager.createUserAndToken(["chat"]);
    await manager.revokeTokens(user);
    await manager.deleteUser(user);
  },

  "who has no role is forbidden": async () => {
    const error = await refused(client("nobody").createUser(), 403, "Forbidden");
    assert.match(error.message, /Telephony\.Manage/);
  },

  "who has the role of another resource is forbidden": () => refused(client("contoso").createUser(), 403, "Forbidden"),

  "a token for something else is denied": async () => {
    const error = await refused(client("manager", "app").createUser(), 401, "Denied");
    assert.match(error.message, /aud/);
  },

  "a token that was changed, or signed by nobody, is denied": async () => {
    const [head, body, signature] = (await issued("nobody")).split(".");
    const encode = (object) => Buffer.from(JSON.stringify(object)).toString("base64url");
    const grown = encode({ ...JSON.parse(Buffer.from(body, "base64url")), roles: ["Telephony.Manage"] });
    for (const token of [`${head}.${grown}.${signature}`, `${encode({ alg: "none" })}.${grown}.`, `${encode({ alg: "HS256", kid: "x" })}.${grown}.${signature}`, "a.b.c", "nothing"]) {
      const forged = new CommunicationIdentityClient(endpoint, { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600_000 }) });
      await refused(forged.createUser(), 401, "Denied");
    }
  },

  "a user of the issuer gets access tokens, as the same user each time": async () => {
    const token = await issued("sally", "app");
    const first = await exchange({ token, scopes: ["chat"], expiresInMinutes: 60 });
    const second = await exchange({ token: await issued("sally", "app"), scopes: ["voip.join", "chat"] });
    assert.equal(first.identity.externalId, claims(token).oid);
    assert.equal(first.identity.id, second.identity.id);
    assert.equal(claims(first.accessToken.token).acsScope, "chat");
    assert.ok(Math.abs(new Date(first.accessToken.expiresOn) - Date.now() - 3600_000) < 60_000);
  },

  "no more than the settings give": async () => {
    const token = await issued("sally", "app");
    assert.equal((await exchange({ token, scopes: ["chat", "voip"] }, 403)).error.code, "Forbidden");
    assert.equal((await exchange({ token, scopes: ["email"] }, 400)).error.target, "scopes[0]");
    assert.equal((await exchange({ token, scopes: ["chat"], expiresInMinutes: 5 }, 400)).error.target, "expiresInMinutes");
    assert.equal((await exchange({ scopes: ["chat"] }, 400)).error.target, "token");
    assert.equal((await exchange({ token: await issued("manager"), scopes: ["chat"] }, 401)).error.code, "Denied");
    assert.equal((await exchange({ token: await issued("manager", "app"), scopes: ["chat"] }, 401)).error.code, "Denied");   // no oid
  },

  "a Teams user's token is exchanged where its application and user agree": async () => {
    const byKey = new CommunicationIdentityClient(connectionString);
    const token = await issued("sally", "app");
    const { oid } = claims(token);
    const access = await byKey.getTokenForTeamsUser({ teamsUserAadToken: token, clientId: "sally", userObjectId: oid });
    assert.ok(claims(access.token).acsScope.includes("chat") && access.expiresOn > new Date());
    await refused(byKey.getTokenForTeamsUser({ teamsUserAadToken: token, clientId: "other", userObjectId: oid }), 401, "Denied");
    await refused(byKey.getTokenForTeamsUser({ teamsUserAadToken: token, clientId: "sally", userObjectId: "other" }), 401, "Denied");
  },
});
