// An OpenID Connect issuer (npm oidc-provider) on loopback. Its keys are made at each start, so that starting it again on its port is what a rotation of keys looks like.
// Clients get tokens by client_credentials: "manager" with the role for all resources, "contoso" for one, "nobody" without, "sally" as the user of a token exchange.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const roles = { manager: ["Other.Role", "Telephony.Manage"], contoso: ["Telephony.Manage.contoso"] };
const users = { sally: { oid: "0f5e1b0c-1f3a-4b61-9f4d-3f2b8f0b1a11" } };
const jwk = (type, options, extra) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), use: "sig", kid: randomUUID(), ...extra });

const provider = new Provider(issuer, {
  clients: ["manager", "contoso", "nobody", "sally"].map((id) => ({
    client_id: id, client_secret: "secret", grant_types: ["client_credentials"], redirect_uris: [], response_types: [], token_endpoint_auth_method: "client_secret_post",
  })),
  jwks: { keys: [jwk("rsa", { modulusLength: 2048 }, { alg: "RS256" }), jwk("ec", { namedCurve: "P-256" }, { alg: "ES256" })] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: "api", audience: resource.replace("urn:", ""), accessTokenFormat: "jwt", accessTokenTTL: 3600, jwt: { sign: { alg: resource.endsWith("-ec") ? "ES256" : "RS256" } },
      }),
    },
  },
  extraTokenClaims: (_, token) => ({ ...(roles[token.clientId] ? { roles: roles[token.clientId] } : {}), ...users[token.clientId] }),
});
provider.listen(port, "127.0.0.1", () => console.log(`issuer ${issuer}`));
