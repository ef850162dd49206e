// Makes vectors of signed requests with the SDK's own code.
import { createCommunicationAuthPolicy } from "@azure/communication-common";
import { AzureKeyCredential } from "@azure/core-auth";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
const key = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 7 + 3) & 255)).toString("base64");
const policy = createCommunicationAuthPolicy(new AzureKeyCredential(key));
const cases = [
  ["POST", "https://127.0.0.1:8443/identities?api-version=2023-10-01", undefined],
  ["POST", "https://localhost/identities?api-version=2023-10-01", "{\"createTokenWithScopes\":[\"chat\",\"voip\"]}"],
  ["DELETE", "https://127.0.0.1:8443/identities/8%3Aacs%3A2dee53b4-368b-45b4-ab52-8493fb117652_00000005-14a2-493b-8a72-5a3a0d000081?api-version=2023-10-01", undefined],
  ["GET", "https://contoso.localhost:8443/phoneNumbers/%2B14255550123?api-version=2025-06-01", undefined],
  ["GET", "http://127.0.0.1:8080/x?a=b%20c&d=~e!'()*&f", undefined],
  ["GET", "http://127.0.0.1:8080/x?name=%C3%A4%E2%82%AC&plus=a%2Bb+c&&empty=", undefined],
  ["GET", "http://127.0.0.1:8080/x?bad=%FF%zz", undefined],
  ["GET", "http://127.0.0.1:8080/plain", undefined],
  ["PATCH", "http://127.0.0.1:8080/sip?api-version=2023-03-01", "{\"trunks\":{\"sbc.example\":{\"sipSignalingPort\":5061}},\"routes\":[{\"name\":\"Ä\"}]}"],
];
const out = [];
for (const [method, url, body] of cases) {
  const request = { method, url, body, headers: createHttpHeaders() };
  await policy.sendRequest(request, async (r) => {
    const u = new URL(r.url);
    out.push({ method, target: u.pathname + u.search, host: r.headers.get("host"), date: r.headers.get("x-ms-date"), hash: r.headers.get("x-ms-content-sha256"), authorization: r.headers.get("authorization"), body: body ?? "" });
    return {};
  });
}
console.log(JSON.stringify({ key, cases: out }, null, 1));
