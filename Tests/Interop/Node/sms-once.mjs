// One message to $TO; its result must have the status $EXPECT.
import { SmsClient } from "@azure/communication-sms";
import { assert, connectionString, run } from "./check.mjs";

await run({
  "the message has the expected result": async () => {
    const [result] = await new SmsClient(connectionString).send({ from: "+12025550100", to: [process.env.TO], message: "Hello" }, { enableDeliveryReport: true });
    assert.equal(result.httpStatusCode, Number(process.env.EXPECT), result.errorMessage);
  },
});
