// @azure/communication-phone-numbers: every method of its PhoneNumbersClient, with good and bad input, against the simulated carrier.
import { randomUUID } from "node:crypto";
import { PhoneNumbersClient } from "@azure/communication-phone-numbers";
import { assert, connectionString, refused, run } from "./check.mjs";

const client = new PhoneNumbersClient(connectionString);
const geographic = { countryCode: "US", phoneNumberType: "geographic", assignmentType: "application", capabilities: { calling: "inbound+outbound", sms: "none" } };
const all = async (pages) => { const found = []; for await (const one of pages) found.push(one); return found; };
const done = async (begun) => (await begun).pollUntilDone();

/** The operation must end as failed with the code; the SDK looks once before it hands out the poller. */
async function fails(begun, code) {
  await assert.rejects(done(begun), (error) => error.message.includes(`has failed. ${code}. `) || assert.fail(error.message));
}

const search = (more = {}) => done(client.beginSearchAvailablePhoneNumbers({ ...geographic, areaCode: "425", ...more }));
const browse = (prefix, more = {}) => client.browseAvailablePhoneNumbers({ countryCode: "US", phoneNumberType: "geographic", assignmentType: "application", phoneNumberPrefixes: [prefix], ...more });
let bought;

await run({
  "countries are listed, and in pages": async () => {
    const countries = await all(client.listAvailableCountries());
    assert.ok(countries.some(({ countryCode, localizedName }) => countryCode === "US" && localizedName === "United States"));
    const pages = [];
    for await (const page of client.listAvailableCountries({ maxPageSize: 2 }).byPage()) pages.push(page);
    assert.ok(pages.length >= 3, "a next page is found behind each");
    assert.deepEqual(pages.flat().map((one) => one.countryCode), countries.map((one) => one.countryCode));
  },

  "localities, also of one state": async () => {
    const places = await all(client.listAvailableLocalities("US"));
    assert.ok(places.some((place) => place.localizedName === "Seattle" && place.administrativeDivision.abbreviatedName === "WA"));
    assert.deepEqual((await all(client.listAvailableLocalities("US", { administrativeDivision: "TX" }))).map((place) => place.localizedName), ["Austin"]);
    assert.deepEqual(await all(client.listAvailableLocalities("ZZ")), []);
  },

  "area codes of all three kinds": async () => {
    assert.deepEqual((await all(client.listAvailableGeographicAreaCodes("US", { locality: "Bellevue", administrativeDivision: "WA" }))).map((one) => one.areaCode), ["425"]);
    assert.ok((await all(client.listAvailableTollFreeAreaCodes("US"))).some((one) => one.areaCode === "833"));
    assert.ok((await all(client.listAvailableMobileAreaCodes("GB"))).length > 0);
    await refused(all(client.listAvailableGeographicAreaCodes("USA")), 400, "BadRequest");
  },

  "offerings with their cost": async () => {
    const offerings = await all(client.listAvailableOfferings("US", { phoneNumberType: "tollFree" }));
    assert.deepEqual(offerings.map((one) => [one.phoneNumberType, one.assignmentType, one.cost.amount, one.cost.currencyCode, one.cost.billingFrequency]), [["tollFree", "application", 2, "USD", "monthly"]]);
    assert.deepEqual(offerings[0].availableCapabilities, { calling: "inbound+outbound", sms: "inbound+outbound" });
  },

  "a search holds what it finds for a quarter of an hour": async () => {
    const first = await search({ quantity: 3 });
    assert.equal(first.phoneNumbers.length, 3);
    assert.ok(first.phoneNumbers.every((number) => number.startsWith("+1425")));
    assert.equal(first.phoneNumberType, "geographic");
    assert.equal(first.cost.amount, 1);
    assert.deepEqual(first.capabilities, { calling: "inbound+outbound", sms: "none" });
    assert.equal(first.isAgreementToNotResellRequired, false);
    const left = new Date(first.searchExpiresBy) - Date.now();
    assert.ok(left > 13 * 60_000 && left <= 15 * 60_000, `${left} ms`);
    const second = await search({ quantity: 3 });
    assert.equal(new Set([...first.phoneNumbers, ...second.phoneNumbers]).size, 6, "nobody is offered what is held");
  },

  "what is not on sale fails the search, and says so": () => fails(client.beginSearchAvailablePhoneNumbers({ ...geographic, areaCode: "999" }), "OutOfStock"),

  "a search that cannot be meant is refused at once, with its field": async () => {
    for (const [bad, field] of [
      [{ countryCode: "USA" }, "countryCode"], [{ phoneNumberType: "satellite" }, "phoneNumberType"], [{ assignmentType: "robot" }, "assignmentType"], [{ capabilities: { calling: "up", sms: "none" } }, "capabilities.calling"],
      [{ capabilities: { calling: "none", sms: "none" } }, "capabilities"], [{ areaCode: "x" }, "areaCode"], [{ quantity: 101 }, "quantity"],
    ]) {
      const error = await refused(client.beginSearchAvailablePhoneNumbers({ ...geographic, ...bad }), 400, "BadRequest");
      assert.ok(error.message.startsWith(`${field}:`), error.message);
    }
  },

  "a search is bought, and its numbers are there": async () => {
    const found = await search({ quantity: 2, capabilities: { calling: "inbound", sms: "outbound" } });
    await done(client.beginPurchasePhoneNumbers(found.searchId));
    for (const number of found.phoneNumbers) {
      const mine = await client.getPurchasedPhoneNumber(number);
      assert.equal(mine.id, number.slice(1));
      assert.equal(mine.countryCode, "US");
      assert.equal(mine.assignmentType, "application");
      assert.deepEqual(mine.capabilities, { calling: "inbound", sms: "outbound" });
      assert.ok(Date.now() - new Date(mine.purchaseDate) < 60_000);
      assert.equal(mine.cost.amount, 1);
    }
    bought = found.phoneNumbers;
    await done(client.beginPurchasePhoneNumbers(found.searchId));      // repeated: the same operation
    assert.equal((await all(client.listPurchasedPhoneNumbers())).filter((one) => found.phoneNumbers.includes(one.phoneNumber)).length, 2);
  },

  "what was never searched cannot be bought": async () => {
    await refused(client.beginPurchasePhoneNumbers(randomUUID()), 404, "NotFound");
    await refused(client.beginPurchasePhoneNumbers("x"), 400, "BadRequest");
  },

  "the numbers of the resource are listed, in pages too": async () => {
    const mine = (await all(client.listPurchasedPhoneNumbers())).map((one) => one.phoneNumber);
    assert.ok(bought.every((number) => mine.includes(number)));
    assert.ok(mine.includes("+12025550100"), "own numbers are listed as well");
    const pages = [];
    for await (const page of client.listPurchasedPhoneNumbers({ top: 1 }).byPage()) pages.push(page);
    assert.deepEqual(pages.map((page) => page.length), mine.map(() => 1));
    assert.deepEqual(pages.flat().map((one) => one.phoneNumber), mine);
  },

  "a number that is not ours is not there": async () => {
    await refused(client.getPurchasedPhoneNumber("+14255550199"), 404, "PhoneNumberNotFound");
    await refused(client.getPurchasedPhoneNumber("4255550199"), 400, "BadRequest");
    await refused(client.beginReleasePhoneNumber("+14255550199"), 404, "PhoneNumberNotFound");
    await refused(client.beginUpdatePhoneNumberCapabilities("+14255550199", { calling: "inbound" }), 404, "PhoneNumberNotFound");
  },

  "capabilities are changed, and what is left out stays": async () => {
    const changed = await done(client.beginUpdatePhoneNumberCapabilities(bought[0], { calling: "inbound+outbound" }));
    assert.equal(changed.phoneNumber, bought[0]);
    assert.deepEqual(changed.capabilities, { calling: "inbound+outbound", sms: "outbound" });
    await refused(client.beginUpdatePhoneNumberCapabilities(bought[0], { calling: "sideways" }), 400, "BadRequest");
  },

  "a released number is gone, and not on sale again": async () => {
    await done(client.beginReleasePhoneNumber(bought[1]));
    await refused(client.getPurchasedPhoneNumber(bought[1]), 404, "PhoneNumberNotFound");
    assert.deepEqual((await browse(bought[1])).phoneNumbers, []);
  },

  "browsing shows numbers by their beginning and holds none": async () => {
    const { phoneNumbers } = await browse("+12065550");
    assert.ok(phoneNumbers.length >= 90);
    assert.equal(phoneNumbers[0].status, "available");
    assert.equal((await browse("+12065550")).phoneNumbers.length, phoneNumbers.length);
    await refused(browse("+12o6"), 400, "BadRequest");
  },

  "a basket is filled, changed, looked at and bought": async () => {
    const reservationId = randomUUID();
    const { phoneNumbers } = await browse("+12125550");
    const made = await client.createOrUpdateReservation({ reservationId }, { add: phoneNumbers.slice(20, 23) });
    assert.equal(made.id, reservationId);
    assert.equal(made.status, "active");
    assert.deepEqual(Object.values(made.phoneNumbers).map((one) => one.status), ["reserved", "reserved", "reserved"]);
    const changed = await client.createOrUpdateReservation({ reservationId }, { add: [phoneNumbers[30]], remove: [phoneNumbers[20].id] });
    assert.deepEqual(Object.keys(changed.phoneNumbers).sort(), [phoneNumbers[21].id, phoneNumbers[22].id, phoneNumbers[30].id].sort());
    assert.deepEqual(Object.keys((await client.getReservation(reservationId)).phoneNumbers).length, 3);
    const listed = (await all(client.listReservations())).find((one) => one.id === reservationId);
    assert.equal(listed.status, "active");
    await done(client.beginReservationPurchase(reservationId));
    const after = await client.getReservation(reservationId);
    assert.equal(after.status, "completed");
    assert.deepEqual(Object.values(after.phoneNumbers).map((one) => one.status), ["purchased", "purchased", "purchased"]);
    assert.ok(await client.getPurchasedPhoneNumber(phoneNumbers[30].phoneNumber));
    await refused(client.createOrUpdateReservation({ reservationId }, { add: [phoneNumbers[31]] }), 409, "ReservationNotActive");
    await client.deleteReservation(reservationId);
    await refused(client.getReservation(reservationId), 404, "NotFound");
  },

  "what another basket holds is an error of that number alone": async () => {
    const [one, two] = (await browse("+13125550")).phoneNumbers.slice(20);
    await client.createOrUpdateReservation({ reservationId: randomUUID() }, { add: [one] });
    const reservationId = randomUUID();
    const mixed = await client.createOrUpdateReservation({ reservationId }, { add: [one, two] });
    assert.equal(mixed.phoneNumbers[one.id].status, "error");
    assert.equal(mixed.phoneNumbers[one.id].error.code, "NumberNotAvailable");
    assert.equal(mixed.phoneNumbers[two.id].status, "reserved");
    await client.deleteReservation(reservationId);
    const again = await client.createOrUpdateReservation({ reservationId: randomUUID() }, { add: [two] });
    assert.equal(again.phoneNumbers[two.id].status, "reserved", "a deleted basket holds nothing");
  },

  "baskets refuse what cannot be meant": async () => {
    await refused(client.getReservation(randomUUID()), 404, "NotFound");
    await refused(client.deleteReservation(randomUUID()), 404, "NotFound");
    await refused(client.beginReservationPurchase(randomUUID()), 404, "NotFound");
    const reservationId = randomUUID();
    await client.createOrUpdateReservation({ reservationId });
    await refused(client.beginReservationPurchase(reservationId), 400, "ReservationEmpty");
    await refused(client.createOrUpdateReservation({ reservationId }, { add: [{ id: "1", countryCode: "US", phoneNumberType: "geographic", assignmentType: "application" }] }), 400, "BadRequest");
  },

  "numbers that may not be sold on need the agreement": async () => {
    const german = await done(client.beginSearchAvailablePhoneNumbers({ ...geographic, countryCode: "DE", areaCode: "30" }));
    assert.equal(german.isAgreementToNotResellRequired, true);
    await refused(client.beginPurchasePhoneNumbers(german.searchId), 400, "AgreementToNotResellRequired");
    await done(client.beginPurchasePhoneNumbers(german.searchId, { agreeToNotResell: true }));
    assert.equal((await client.getPurchasedPhoneNumber(german.phoneNumbers[0])).cost.currencyCode, "EUR");
  },

  "each way a carrier fails ends as it should": async () => {
    const fate = async (digits) => {
      const reservationId = randomUUID();
      await client.createOrUpdateReservation({ reservationId }, { add: (await browse(`+141555501${digits}`)).phoneNumbers });
      return reservationId;
    };
    const owns = (digits) => client.getPurchasedPhoneNumber(`+141555501${digits}`);
    const buys = async (digits) => { await done(client.beginReservationPurchase(await fate(digits))); await owns(digits); };
    await fails(client.beginReservationPurchase(await fate("01")), "NumberNotAvailable");
    await Promise.all([buys("02"), buys("03"), buys("04"), buys("06")]);
    await fails(client.beginReservationPurchase(await fate("05")), "ProvisioningFailed");
    await refused(owns("05"), 404, "PhoneNumberNotFound");
    await buys("07");
    await done(client.beginReleasePhoneNumber("+14155550107"));
    await refused(owns("07"), 404, "PhoneNumberNotFound");
  },

  "how numbers are written, and whose they are": async () => {
    const { values: [plain] } = await client.searchOperatorInformation(["+14255550123"]);
    assert.deepEqual([plain.phoneNumber, plain.nationalFormat, plain.internationalFormat, plain.operatorDetails], ["+14255550123", "(425) 555-0123", "+1 425-555-0123", undefined]);
    const { values: [known, unknown] } = await client.searchOperatorInformation(["+14255550123", "+4915123456789"], { includeAdditionalOperatorDetails: true });
    assert.deepEqual([known.isoCountryCode, known.numberType, known.operatorDetails.name], ["US", "geographic", "Simulated Telecom"]);
    assert.deepEqual([unknown.isoCountryCode, unknown.numberType], ["DE", "mobile"]);
    await refused(client.searchOperatorInformation(["0711"]), 400, "BadRequest");
    await refused(client.searchOperatorInformation([]), 400, "BadRequest");
  },
});
