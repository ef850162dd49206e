// @azure/communication-call-automation, and the gateway's own detectAnswer: an application that understands what a phone says, and is told who answered. What the phone says is asked for on the console ("@speak sales").
import { createServer } from "node:http";
import { CallAutomationClient } from "@azure/communication-call-automation";
import { ask, signed, tone, until } from "./application.mjs";
import { assert, connectionString, endpoint, run } from "./check.mjs";

const client = new CallAutomationClient(connectionString);
const [ours, speaker, machine, person] = ["+14255550150", "+14255550153", "+14255550163", "+14255550173"];
const phone = (phoneNumber) => ({ phoneNumber });
const here = `http://127.0.0.1:${process.env.APP_PORT}`;
const told = []; // as they come, ours among them

createServer(async (request, response) => {
  if (request.method === "GET") return response.setHeader("content-type", "audio/wav").end(tone(1500, Number(new URL(request.url, here).searchParams.get("s"))));
  let body = "";
  for await (const part of request) body += part;
  const [{ type, data }] = JSON.parse(body);
  told.push({ type: type.replace("Microsoft.Communication.", ""), ...data });
  response.end();
}).listen(Number(process.env.APP_PORT), "127.0.0.1");

const isTold = (id, ...types) => until(types.join(" or "), () => { const at = told.findIndex((event) => types.includes(event.type) && event.callConnectionId === id); return at >= 0 && told.splice(at, 1)[0]; }, 60, () => `; there were ${JSON.stringify(told.map(({ type, resultInformation }) => [type, resultInformation?.message]))}`);
const file = (seconds) => ({ kind: "fileSource", url: `${here}/tone?s=${seconds}` });
const choices = [{ label: "Sales", phrases: ["sales", "sales department"], tone: "one" }, { label: "Support", phrases: ["technical support"], tone: "two" }, { label: "Yes", phrases: ["yes"] }, { label: "No", phrases: ["no"] }];

async function talk(number) {
  const { callConnection: call, callConnectionProperties } = await client.createCall({ targetParticipant: phone(number), sourceCallIdNumber: phone(ours) }, `${here}/callbacks`);
  const id = callConnectionProperties.callConnectionId;
  await isTold(id, "CallConnected");
  return { id, call, media: call.getCallMedia() };
}

/** Listens, has something said, and gives what was understood. */
async function hears({ id, media }, words, options) {
  await media.startRecognizing(phone(speaker), { initialSilenceTimeoutInSeconds: 60, operationContext: words, ...options });
  await ask(`speak ${words}`);
  const result = await isTold(id, "RecognizeCompleted", "RecognizeFailed");
  assert.equal(result.operationContext, words);
  return result;
}

/** Who answered, as the gateway says, which is asked at once. */
async function answers(number) {
  const { callConnection: call, callConnectionProperties } = await client.createCall({ targetParticipant: phone(number), sourceCallIdNumber: phone(ours) }, `${here}/callbacks`);
  const id = callConnectionProperties.callConnectionId;
  await isTold(id, "CallConnected");
  const asked = await signed("POST", `${endpoint.replace(/\/$/, "")}/calling/callConnections/${id}:detectAnswer?api-version=2025-06-15`, JSON.stringify({ targetParticipant: { kind: "phoneNumber", phoneNumber: { value: number } }, operationContext: "who", operationCallbackUri: `${here}/own` }));
  assert.equal(asked.status, 202, await asked.text());
  return { id, call, media: call.getCallMedia(), answered: await isTold(id, "Telephony.AnswerDetected") };
}

// Both calls go on while the speaker is listened to.
const begun = {
  "a machine is told from its greeting, and when it has beeped": async () => {
    const { id, call, media, answered } = await answers(machine);
    assert.deepEqual([answered.answer, answered.operationContext, answered.participant.rawId], ["machine", "who", `4:${machine}`]);
    assert.ok(answered.firstUtteranceMs > 1700 && answered.decidedAfterMs < 6000, JSON.stringify(answered));
    assert.equal((await isTold(id, "Telephony.MachineReady")).hasBeeped, true);
    await media.playToAll([file(1)]);
    await isTold(id, "PlayCompleted");
    await call.hangUp(true);
  },
  "a person says hello and waits": async () => {
    const { id, call, answered } = await answers(person);
    assert.equal(answered.answer, "human", JSON.stringify(answered));
    assert.ok(answered.firstUtteranceMs > 150 && answered.firstUtteranceMs < 1700, JSON.stringify(answered));
    await call.hangUp(true);
    await isTold(id, "CallDisconnected");
    assert.equal(told.filter((event) => event.callConnectionId === id && event.type === "Telephony.MachineReady").length, 0);
  },
};
let call;

await run({
  "the phones are called": async () => {
    call = await talk(speaker);
    for (const name of Object.keys(begun)) (begun[name] = begun[name]()).catch(() => {});
  },

  "choices are understood by their words": async () => {
    for (const [words, label, phrase] of [["sales department", "Sales", "sales department"], ["yes", "Yes", "yes"], ["no", "No", "no"]]) {
      const { type, choiceResult, resultInformation, recognitionType } = await hears(call, words, { kind: "callMediaRecognizeChoiceOptions", choices });
      assert.deepEqual([type, recognitionType, choiceResult?.label, choiceResult?.recognizedPhrase, resultInformation.subCode], ["RecognizeCompleted", "choices", label, phrase, 8545]);
    }
  },

  "who speaks into the prompt ends it": async () => {
    const { type, choiceResult } = await hears(call, "technical support", { kind: "callMediaRecognizeChoiceOptions", choices, playPrompt: file(50), interruptPrompt: true });
    assert.deepEqual([type, choiceResult?.label], ["RecognizeCompleted", "Support"]);
  },

  "what is no choice fails": async () => {
    const { type, resultInformation } = await hears(call, "banana", { kind: "callMediaRecognizeChoiceOptions", choices });
    assert.deepEqual([type, resultInformation.code, resultInformation.subCode], ["RecognizeFailed", 400, 8547]);
  },

  "a sentence is written down": async () => {
    const { type, recognitionType, speechResult } = await hears(call, "I want to speak to somebody", { kind: "callMediaRecognizeSpeechOrDtmfOptions", maxTonesToCollect: 4, endSilenceTimeoutInSeconds: 1 });
    assert.deepEqual([type, recognitionType], ["RecognizeCompleted", "speech"]);
    assert.match(speechResult.speech, /speak to somebody/);
    await call.call.hangUp(true);
    await isTold(call.id, "CallDisconnected");
  },

  ...Object.fromEntries(Object.keys(begun).map((name) => [name, () => begun[name]])),
});
