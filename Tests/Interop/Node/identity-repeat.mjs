// Makes a user by a request that may be repeated, REPEAT_ID its id; prints the user. Sent again, also after a restart, it gives the same one.
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { assert, connectionString } from "./check.mjs";

let result;
const user = await new CommunicationIdentityClient(connectionString).createUser({
  requestOptions: { customHeaders: { "repeatability-request-id": process.env.REPEAT_ID, "repeatability-first-sent": process.env.REPEAT_SENT } },
  onResponse: (response) => (result = response.headers.get("repeatability-result")),
});
assert.equal(result, "accepted");
console.log(user.communicationUserId);
