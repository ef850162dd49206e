// @azure/communication-call-automation: an application around which everything goes wrong: its server sleeps, is gone, answers 500; its files are missing, huge, no sound; its caller hangs up, its callees never answer.
// Of each call the whole list of what was told is compared. A phone does what is asked for on the console ("@dial", "@hangup").
import { createServer } from "node:http";
import { CallAutomationClient, parseCallAutomationEvent } from "@azure/communication-call-automation";
import { ask, tone, until } from "./application.mjs";
import { assert, connectionString, refused, run } from "./check.mjs";

const client = new CallAutomationClient(connectionString);
const [ours, caller, steady, ringing] = ["+14255550150", "+14255550123", "+14255550133", "+14255550143"]; // the last ones: SIPp that talks, and SIPp that rings
const phone = (phoneNumber) => ({ phoneNumber });
const [here, later] = [process.env.APP_PORT, process.env.LATE_PORT].map((port) => `http://127.0.0.1:${port}`);

const stories = {}; // connection: its events, in order
const events = []; // of the subscription
const broken = { is: true, asked: 0 };
const sleep = {};
sleep.over = new Promise((wake) => (sleep.wake = wake));
const poured = { bytes: 0 };

const files = {
  "/tone": (response, query) => response.setHeader("content-type", "audio/wav").end(tone(1500, Number(query.get("s")))),
  "/page": (response) => response.setHeader("content-type", "text/html").end("<p>no sound</p>"),
  "/words.wav": (response) => response.setHeader("content-type", "audio/wav").end("This is no sound."),
  "/huge": (response) => response.writeHead(200, { "content-type": "audio/wav", "content-length": 2 ** 30 }).write(Buffer.alloc(65536)),
  "/endless": pour,
  "/round": (response) => response.writeHead(302, { location: "/round" }).end(),
  "/silent": () => {},
};

function pour(response) {
  const block = Buffer.alloc(65536);
  const more = () => {
    while (!response.destroyed && response.write(block)) poured.bytes += block.length;
  };
  response.setHeader("content-type", "audio/wav").on("drain", more).on("close", () => (poured.isOver = true));
  more();
}

async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, here);
  if (request.method === "GET") return pathname in files ? files[pathname](response, searchParams) : response.writeHead(404).end();
  let body = "";
  for await (const part of request) body += part;
  const list = JSON.parse(body);
  if (pathname === "/events") {
    if (list[0].eventType === "Microsoft.EventGrid.SubscriptionValidationEvent") return response.setHeader("content-type", "application/json").end(JSON.stringify({ validationResponse: list[0].data.validationCode }));
    events.push(...list);
    return response.end();
  }
  if (pathname === "/broken" && broken.is) {
    broken.asked++;
    return response.writeHead(500).end();
  }
  if (pathname === "/slow") await sleep.over;
  const event = parseCallAutomationEvent(list);
  (stories[event.callConnectionId] ??= []).push(event);
  response.end();
}

const open = (server, url) => new Promise((done) => server.listen(Number(new URL(url).port), "127.0.0.1", done));
await open(createServer(serve), here);

const line = (event) => [event.kind, event.resultInformation?.subCode || ""].join(" ").trim();
const lines = (id) => (stories[id] ?? []).map(line);
const instead = (id) => () => `; there were ${lines(id)}`;
const isTold = (id, kind, times = 1) => until(kind, () => (stories[id] ?? []).filter((event) => event.kind === kind)[times - 1], 30, instead(id));
const incoming = async (type = "IncomingCall") => (await until(type, () => { const at = events.findIndex(({ eventType }) => eventType === `Microsoft.Communication.${type}`); return at >= 0 && events.splice(at, 1)[0]; })).data;
const file = (path) => ({ kind: "fileSource", url: path.startsWith("http") ? path : here + path });
const keys = (more) => ({ kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 1, initialSilenceTimeoutInSeconds: 60, ...more });

/** All that was told of a call, which is over or ends. */
async function story(id) {
  await until("the end", () => lines(id).some((last) => /^(CallDisconnected|CreateCallFailed)/.test(last)), 60, instead(id));
  return lines(id);
}

async function make(number, url = `${here}/callbacks`) {
  const { callConnection: call, callConnectionProperties } = await client.createCall({ targetParticipant: phone(number), sourceCallIdNumber: phone(ours) }, url);
  return { id: callConnectionProperties.callConnectionId, call, media: call.getCallMedia() };
}

async function talk(number, url) {
  const made = await make(number, url);
  await isTold(made.id, "ParticipantsUpdated");
  return made;
}

/** It is connected, whatever was told of it. */
const isConnected = ({ call }) => until("a connected call", async () => (await call.getCallConnectionProperties()).callConnectionState === "connected");

async function isOver({ call }) {
  await until("the end", () => call.getCallConnectionProperties().then(() => false, ({ statusCode }) => statusCode === 404));
}

/** The caller calls and is answered. */
async function isCalled() {
  await ask("dial");
  const { incomingCallContext, serverCallId } = await incoming();
  const { callConnection: call, callConnectionProperties } = await client.answerCall(incomingCallContext, `${here}/callbacks`);
  const id = callConnectionProperties.callConnectionId;
  await isTold(id, "ParticipantsUpdated");
  return { id, call, media: call.getCallMedia(), serverCallId };
}

const begins = ["CallConnected", "ParticipantsUpdated"];

// What takes its time is begun together, and looked at in the end.
const beside = {
  "a server that sleeps gets everything in its order, and holds up nobody": async () => {
    const made = await make(steady, `${here}/slow`);
    await isConnected(made);
    await made.media.startRecognizing(phone(steady), keys());
    await made.call.hangUp(true);
    await isOver(made);
    assert.equal(stories[made.id], undefined);
    sleep.wake();
    assert.deepEqual(await story(made.id), [...begins, "RecognizeCanceled 8508", "CallDisconnected 7000"]);
  },

  "a server that is not there yet gets everything when it is": async () => {
    const made = await make(steady, `${later}/callbacks`);
    await isConnected(made);
    await made.media.startRecognizing(phone(steady), keys());
    await made.call.hangUp(true);
    await isOver(made);
    await open(createServer(serve), later);
    assert.deepEqual(await story(made.id), [...begins, "RecognizeCanceled 8508", "CallDisconnected 7000"]);
  },

  "a server that answers 500 is asked again": async () => {
    const made = await make(steady, `${here}/broken`);
    await isConnected(made);
    await made.call.hangUp(true);
    await isOver(made);
    await until("a second request", () => broken.asked > 1);
    broken.is = false;
    assert.deepEqual(await story(made.id), [...begins, "CallDisconnected 7000"]);
  },

  "files that are missing, huge or no sound fail with the reason, and the call goes on": async () => {
    const { id, call, media } = await talk(steady);
    const wrong = [
      ["/missing.wav", 8536, /answered 404/], ["/page", 8535, /text\/html/], ["/words.wav", 8535, /'audio\/wav'/], ["/huge", 8536, /1073741824 octets/], ["/endless", 8536, /more octets than allowed/],
      ["/round", 8536, /redirected more than 3 times/], ["http://127.0.0.1:1/none.wav", 8536, /cannot be reached/], ["/silent", 8536, /did not deliver within 10 s/],
    ];
    for (const [at, [path, subCode, why]] of wrong.entries()) {
      await media.playToAll([file("/tone?s=0.1"), file(path)], { operationContext: path });
      const failed = await isTold(id, "PlayFailed", at + 1);
      assert.deepEqual([failed.operationContext, failed.resultInformation.code, failed.resultInformation.subCode, failed.failedPlaySourceIndex], [path, 400, subCode, 1]);
      assert.match(failed.resultInformation.message, why);
    }
    await until("the end of what was poured", () => poured.isOver);
    assert.ok(poured.bytes < 40 * 2 ** 20, `${poured.bytes} octets were taken`);
    await media.startRecognizing(phone(steady), keys({ playPrompt: file("/missing.wav") }));
    assert.equal((await isTold(id, "RecognizeFailed")).failedPlaySourceIndex, 0);
    await media.hold(phone(steady), { playSource: file("/missing.wav"), operationContext: "music" });
    assert.equal((await isTold(id, "HoldFailed")).operationContext, "music");
    await media.unhold(phone(steady));
    await media.playToAll([file("/tone?s=0.2")]);
    await isTold(id, "PlayCompleted");
    await call.hangUp(true);
    assert.deepEqual((await story(id)).slice(2), [...wrong.map(([, subCode]) => `PlayFailed ${subCode}`), "RecognizeFailed 8536", "ParticipantsUpdated", "HoldFailed 8536", "ParticipantsUpdated", "PlayStarted", "PlayCompleted", "CallDisconnected 7000"]);
  },

  "a participant who never answers is given up, and a call that nobody answers fails": async () => {
    const [{ id, call }, nobody] = await Promise.all([talk(steady), make(ringing)]);
    await call.addParticipant({ targetParticipant: phone(ringing), sourceCallIdNumber: phone(ours) }, { invitationTimeoutInSeconds: 2, operationContext: "late" });
    const failed = await isTold(id, "AddParticipantFailed");
    assert.deepEqual([failed.operationContext, failed.participant.phoneNumber, failed.resultInformation.code, failed.resultInformation.subCode], ["late", ringing, 480, 8541]);
    assert.equal((await call.listParticipants()).values.length, 1);
    await call.hangUp(true);
    assert.deepEqual(await story(id), [...begins, "AddParticipantFailed 8541", "CallDisconnected 7000"]);
    assert.deepEqual(await story(nobody.id), ["CreateCallFailed 8541"]);
    assert.equal(stories[nobody.id][0].resultInformation.code, 480);
  },

  "of commands at once each has its event": async () => {
    const { id, call, media } = await talk(steady);
    await Promise.all(["one", "two"].map((operationContext) => media.playToAll([file("/tone?s=0.3")], { operationContext })));
    await isTold(id, "PlayCompleted", 2);
    await Promise.all(["three", "four"].map((operationContext) => media.startRecognizing(phone(steady), keys({ initialSilenceTimeoutInSeconds: 1, operationContext }))));
    await isTold(id, "RecognizeFailed", 2);
    const told = stories[id].slice(2);
    assert.deepEqual(told.map(line), ["PlayStarted", "PlayCompleted", "PlayStarted", "PlayCompleted", "RecognizeFailed 8510", "RecognizeFailed 8510"]);
    const contexts = told.map(({ operationContext }) => operationContext);
    assert.deepEqual([contexts[0], contexts[2], new Set(contexts.slice(4)).size], [contexts[1], contexts[3], 2]);
    const [play, end, again] = await Promise.allSettled([media.playToAll([file("/tone?s=60")]), call.hangUp(true), call.hangUp(true)]);
    assert.ok(end.status === "fulfilled" || again.status === "fulfilled");
    for (const { reason } of [play, end, again].filter(({ status }) => status === "rejected")) assert.ok(["CallConnectionNotFound", "CallNotEstablished"].includes(reason.code), reason.message);
    const rest = (await story(id)).slice(8);
    assert.equal(rest.filter((last) => last === "PlayCanceled 8508").length, play.status === "fulfilled" ? 1 : 0);
    assert.equal(rest.at(-1), "CallDisconnected 7000");
  },
};
const begun = {};

await run({
  "a call that goes well": async () => {
    const { id, call, media } = await talk(steady);
    await media.playToAll([file("/tone?s=0.2"), { kind: "textSource", text: "Hello." }]);
    await isTold(id, "PlayCompleted");
    await call.hangUp(true);
    assert.deepEqual(await story(id), [...begins, "PlayStarted", "PlayCompleted", "CallDisconnected 7000"]);
  },

  "a caller who hangs up while it rings is gone": async () => {
    await ask("dial");
    const { incomingCallContext } = await incoming();
    await ask("hangup");
    await ask("nocall");
    await refused(client.answerCall(incomingCallContext, `${here}/callbacks`), 404, "CallNotFound");
    await ask("measure");
    for (const [name, act] of Object.entries(beside)) (begun[name] = act()).catch(() => {});
  },

  "a caller hangs up while something is played": async () => {
    const { id, media } = await isCalled();
    await media.playToAll([file("/tone?s=60")]);
    await isTold(id, "PlayStarted");
    await media.startRecognizing(phone(caller), keys()); // waits for the end of it
    await ask("hangup");
    assert.deepEqual(await story(id), [...begins, "PlayStarted", "PlayFailed 8508", "RecognizeFailed 8508", "CallDisconnected"]);
  },

  "a caller hangs up while a key is awaited": async () => {
    const { id, media } = await isCalled();
    await media.startRecognizing(phone(caller), keys({ playPrompt: file("/tone?s=0.1") }));
    await ask("hangup");
    assert.deepEqual(await story(id), [...begins, "RecognizeFailed 8508", "CallDisconnected"]);
  },

  "a caller hangs up while the call is recorded": async () => {
    const { id, serverCallId } = await isCalled();
    const { recordingId } = await client.getCallRecording().start({ callLocator: { kind: "serverCallLocator", id: serverCallId }, recordingContent: "audio", recordingChannel: "mixed", recordingFormat: "wav" });
    await isTold(id, "RecordingStateChanged");
    await ask("hangup");
    assert.deepEqual(await story(id), [...begins, "RecordingStateChanged", "RecordingStateChanged", "CallDisconnected"]);
    assert.deepEqual(stories[id].slice(2, 4).map(({ state }) => state), ["active", "inactive"]);
    const { recordingStorageInfo } = await incoming("RecordingFileStatusUpdated");
    assert.equal(recordingStorageInfo.recordingChunks[0].endReason, "CallEnded");
    await refused(client.getCallRecording().getState(recordingId), 404, "RecordingNotFound");
  },

  "a caller hangs up on hold": async () => {
    const { id, media } = await isCalled();
    await media.hold(phone(caller), { playSource: file("/tone?s=1") });
    await ask("hangup");
    assert.deepEqual(await story(id), [...begins, "ParticipantsUpdated", "CallDisconnected"]);
  },

  "a caller hangs up while being transferred": async () => {
    const { id, call } = await isCalled();
    await call.transferCallToParticipant(phone(ringing), { operationContext: "t" });
    assert.equal((await call.getCallConnectionProperties()).callConnectionState, "transferring");
    await refused(call.transferCallToParticipant(phone(steady)), 409, "TransferInProgress");
    await ask("hangup");
    assert.deepEqual(await story(id), [...begins, "CallTransferFailed 8542", "CallDisconnected"]);
  },

  "a caller leaves a conference, and the others go on": async () => {
    const { id, call, media } = await isCalled();
    await call.addParticipant({ targetParticipant: phone(steady) });
    await isTold(id, "ParticipantsUpdated", 2);
    await call.addParticipant({ targetParticipant: phone(ringing) }, { operationContext: "third" });
    await ask("hangup");
    assert.equal((await isTold(id, "ParticipantsUpdated", 3)).participants.length, 1);
    await media.playToAll([file("/tone?s=0.2")]);
    await isTold(id, "PlayCompleted");
    await call.hangUp(true);
    const told = await story(id);
    assert.deepEqual(told.slice(0, 7), [...begins, "AddParticipantSucceeded", "ParticipantsUpdated", "ParticipantsUpdated", "PlayStarted", "PlayCompleted"]);
    assert.deepEqual([told.at(-1), told.filter((last) => last === "AddParticipantFailed 8542").length], ["CallDisconnected 7000", 1]);
  },

  ...Object.fromEntries(Object.keys(beside).map((name) => [name, () => begun[name]])),
});
