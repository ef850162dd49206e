// Buys numbers of area code $AREA and prints them; when the gateway goes away meanwhile it goes on asking until the operation is over.
import { PhoneNumbersClient } from "@azure/communication-phone-numbers";
import { connectionString } from "./check.mjs";

const client = new PhoneNumbersClient(connectionString, { retryOptions: { maxRetries: 30, retryDelayInMs: 200, maxRetryDelayInMs: 500 } });

const search = await client.beginSearchAvailablePhoneNumbers({
  countryCode: "US", phoneNumberType: "geographic", assignmentType: "application", areaCode: process.env.AREA ?? "425", quantity: Number(process.env.QUANTITY ?? 1), capabilities: { calling: "inbound+outbound", sms: "none" },
});
const { searchId, phoneNumbers } = await search.pollUntilDone();
const purchase = await client.beginPurchasePhoneNumbers(searchId);
console.log(`ordered ${phoneNumbers.join(" ")}`);
await purchase.pollUntilDone();
for (const number of phoneNumbers) console.log(`bought ${(await client.getPurchasedPhoneNumber(number)).phoneNumber}`);
