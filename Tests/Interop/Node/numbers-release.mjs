// Gives $NUMBER back. With $EXPECT the operation must fail with that code.
import { PhoneNumbersClient } from "@azure/communication-phone-numbers";
import { assert, connectionString, refused, run } from "./check.mjs";

const client = new PhoneNumbersClient(connectionString);
const number = process.env.NUMBER, code = process.env.EXPECT;

await run({
  "it is given back, or not as it should be": async () => {
    const releasing = (async () => (await client.beginReleasePhoneNumber(number)).pollUntilDone())();
    if (code) return assert.rejects(releasing, (error) => error.message.includes(`has failed. ${code}. `) || assert.fail(error.message));
    await releasing;
    await refused(client.getPurchasedPhoneNumber(number), 404, "PhoneNumberNotFound");
  },
});
