// @azure/communication-sms, 1.1.0 and 1.2.0-beta.4: every method, with good and bad input, against the simulated carrier.
import { SmsClient } from "@azure/communication-sms";
import { SmsClient as BetaClient } from "@azure/communication-sms-beta";
import { assert, connectionString, refused, run } from "./check.mjs";

const client = new SmsClient(connectionString);
const beta = new BetaClient(connectionString);
const from = "+12025550100";
const good = "+14255550190";
const text = (to, message = "Hello") => ({ from, to, message });

await run({
  "a message to one is accepted": async () => {
    const [result] = await client.send(text([good]));
    assert.equal(result.to, good);
    assert.equal(result.httpStatusCode, 202);
    assert.equal(result.successful, true);
    assert.match(result.messageId, /^[0-9a-f]{32}$/);
    assert.equal(result.repeatabilityResult, "accepted");
  },

  "a hundred recipients have a result each, in order": async () => {
    const to = Array.from({ length: 100 }, (_, i) => `+1425555${(1000 + i).toString().padStart(4, "0")}`.slice(0, 12));
    const results = await client.send(text(to), { enableDeliveryReport: true, tag: "campaign" });
    assert.deepEqual(results.map((result) => result.to), to);
    assert.equal(new Set(results.map((result) => result.messageId)).size, 100);
  },

  "what is no number is refused by itself": async () => {
    const [ok, bad] = await client.send(text([good, "+1"]));
    assert.equal(ok.httpStatusCode, 202);
    assert.equal(bad.httpStatusCode, 400);
    assert.equal(bad.successful, false);
    assert.match(bad.errorMessage, /E\.164/);
  },

  "a number that is not ours cannot send": () => refused(client.send({ from: "+12025550177", to: [good], message: "Hello" }), 401, "Unauthorized"),

  "a sender that is none is refused with the field": async () => {
    const error = await refused(client.send({ from: "nobody@example", to: [good], message: "Hello" }), 400, "BadRequest");
    assert.match(error.message, /^from: /);
  },

  "no recipient, and more than a hundred, are refused": async () => {
    await refused(client.send(text([])), 400, "BadRequest");
    await refused(client.send(text(Array.from({ length: 101 }, () => good))), 400, "BadRequest");
  },

  "a text of 2048 is sent, a longer one refused": async () => {
    assert.equal((await client.send(text([good], "x".repeat(2048))))[0].httpStatusCode, 202);
    await refused(client.send(text([good], "x".repeat(2049))), 400, "BadRequest");
    await refused(client.send(text([good], "")), 400, "BadRequest");
  },

  "nobody opts out by being looked at": async () => {
    const results = await beta.optOuts.check(from, [good]);
    assert.deepEqual(results.map(({ to, httpStatusCode, isOptedOut }) => [to, httpStatusCode, isOptedOut]), [[good, 200, false]]);
  },

  "who has opted out gets nothing until they are back": async () => {
    const stopped = "+14255550191";
    assert.equal((await beta.optOuts.add(from, [stopped]))[0].httpStatusCode, 200);
    assert.equal((await beta.optOuts.check(from, [stopped, good])).map((item) => item.isOptedOut).join(), "true,false");
    const [result, other] = await beta.send(text([stopped, good]));
    assert.equal(result.successful, false);
    assert.match(result.errorMessage, /opted out/);
    assert.equal(other.successful, true);
    assert.equal((await beta.optOuts.remove(from, [stopped]))[0].httpStatusCode, 200);
    assert.equal((await beta.send(text([stopped])))[0].successful, true);
  },

  "opt-outs of a number that is not ours are not to be seen": () => refused(beta.optOuts.check("+12025550177", [good]), 401, "Unauthorized"),

  "a bad recipient of an opt-out is refused by itself": async () => {
    const results = await beta.optOuts.add(from, ["+1", good]);
    assert.deepEqual(results.map((item) => item.httpStatusCode), [400, 200]);
    await beta.optOuts.remove(from, [good]);
  },
});
