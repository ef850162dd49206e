// Buys $QUANTITY numbers after the other in the area codes $AREAS, whatever becomes of the gateway meanwhile, until a line comes on its standard input; then it finishes what it has ordered.
import { setTimeout as wait } from "node:timers/promises";
import { PhoneNumbersClient } from "@azure/communication-phone-numbers";
import { connectionString } from "./check.mjs";

const client = new PhoneNumbersClient(connectionString, { retryOptions: { maxRetries: 300, retryDelayInMs: 100, maxRetryDelayInMs: 300 } });
const areas = process.env.AREAS.split(",");
let stopped = false;
process.stdin.once("data", () => { stopped = true; });

/** The SDK repeats what a kill left without an answer, and is to get the operation that was begun. */
async function order(searchId) {
  const purchase = await client.beginPurchasePhoneNumbers(searchId);
  console.log("ordered");
  await purchase.pollUntilDone();
}

async function owned(number) {
  for (let left = 300; left > 0; left--) {
    try {
      return (await client.getPurchasedPhoneNumber(number)).phoneNumber;
    } catch (error) {
      if (error.code !== "PhoneNumberNotFound") throw error;
      await wait(200);
    }
  }
  throw new Error(`${number} was ordered and never came`);
}

for (let turn = 0; !stopped; turn++) {
  try {
    const search = await client.beginSearchAvailablePhoneNumbers({
      countryCode: "US", phoneNumberType: "geographic", assignmentType: "application", areaCode: areas[turn % areas.length], quantity: Number(process.env.QUANTITY), capabilities: { calling: "inbound+outbound", sms: "none" },
    });
    const { searchId, phoneNumbers } = await search.pollUntilDone();
    await order(searchId);
    for (const number of phoneNumbers) console.log(`bought ${await owned(number)}`);
  } catch (error) {
    if (!error.message.includes("OutOfStock")) throw error;
  }
}
process.exit(0);
