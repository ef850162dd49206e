// Tokens of issuer.mjs.
const issuer = process.env.ISSUER;

/** An access token of a client for an audience: `telephony`, `app`; `telephony-ec` is signed with ECDSA. */
export async function issued(client, audience = "telephony") {
  const answer = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: "secret", resource: `urn:${audience}`, scope: "api" }),
  });
  const body = await answer.json();
  if (!body.access_token) throw new Error(`the issuer gave no token: ${JSON.stringify(body)}`);
  return body.access_token;
}

/** As @azure/identity would be given to an SDK. */
export const credential = (client, audience) => ({ getToken: async () => ({ token: await issued(client, audience), expiresOnTimestamp: Date.now() + 3600_000 }) });
