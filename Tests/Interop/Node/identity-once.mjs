// One user by the issuer's token: for a test that turns the issuer's keys in between. Ends with 0 when it was made.
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { endpoint } from "./check.mjs";
import { credential } from "./issuer-tokens.mjs";

try {
  console.log((await new CommunicationIdentityClient(endpoint, credential("manager")).createUser()).communicationUserId);
} catch (error) {
  console.log(error.statusCode, error.code, error.message);
  process.exit(1);
}
