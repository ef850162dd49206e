// @azure/communication-call-automation: an application that makes, takes and steers calls of two phones. What the phones have to do is asked for on the console ("@press 12"), by who started this.
import { createServer } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { createHash } from "node:crypto";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { CallAutomationClient, parseCallAutomationEvent } from "@azure/communication-call-automation";
import { signed, tone } from "./application.mjs";
import { assert, connectionString, endpoint, refused, run } from "./check.mjs";

const client = new CallAutomationClient(connectionString);
const [ours, flow, first, second, third, fourth, fifth, sixth, nobody] = ["+14255550150", "+14255550151", "+14255550123", "+14255550133", "+14255550143", "+14255550153", "+14255550163", "+14255550173", "+14255550199"];
const phone = (phoneNumber) => ({ phoneNumber });
const port = Number(process.env.APP_PORT);
const here = `http://127.0.0.1:${port}`;

// What was told, in order; who waits for the next of them.
const told = { callbacks: [], events: [], flows: [] };
const tokens = [];
let trouble = 0; // so many callbacks are answered with 500

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (request.url.startsWith("/tone")) return response.setHeader("content-type", "audio/wav").end(tone(1500, Number(new URL(request.url, here).searchParams.get("s"))));
  if (request.url === "/page") return response.setHeader("content-type", "text/html").end("<p>no sound</p>");
  if (request.method !== "POST") return response.writeHead(404).end();
  const list = JSON.parse(body);
  if (request.url === "/flow") {
    told.flows.push(list);
    return response.setHeader("content-type", "application/json").end("{}");
  }
  if (request.url === "/events") {
    if (list[0].eventType === "Microsoft.EventGrid.SubscriptionValidationEvent") return response.setHeader("content-type", "application/json").end(JSON.stringify({ validationResponse: list[0].data.validationCode }));
    told.events.push(...list);
    return response.end();
  }
  if (trouble > 0) { trouble--; return response.writeHead(500).end(); }
  assert.equal(list.length, 1, "one event in each array");
  told.callbacks.push({ event: parseCallAutomationEvent(list), raw: list[0], where: request.url });
  tokens.push({ token: request.headers.authorization.replace("Bearer ", ""), body });
  response.end();
});
await new Promise((open) => server.listen(port, "127.0.0.1", open));

async function next(from, matches, what) {
  for (let i = 0; i < 400; i++) {
    const at = from.findIndex(matches);
    if (at >= 0) return from.splice(at, 1)[0];
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`${what} did not come; there were ${JSON.stringify(told.callbacks.map(({ event }) => [event.kind, event.resultInformation?.message]))}`);
}

/** Part of the energy of 16 kHz sound that is at the frequency, in the best second of it. */
function share(samples, hertz) {
  let best = 0;
  for (let at = 0; at + 16000 <= samples.length; at += 4000) {
    let [re, im, all] = [0, 0, 0];
    for (let i = 0; i < 16000; i++) {
      const s = samples[at + i];
      all += s * s;
      re += s * Math.cos((2 * Math.PI * hertz * i) / 16000);
      im += s * Math.sin((2 * Math.PI * hertz * i) / 16000);
    }
    if (all > 1e9) best = Math.max(best, (2 * (re * re + im * im)) / 16000 / all);
  }
  return best;
}

/** An operation of our own, which the SDK does not have. */
async function unmute(number) {
  const answer = await signed("POST", `${endpoint.replace(/\/$/, "")}/calling/callConnections/${properties.callConnectionId}/participants:unmute?api-version=2025-06-15`, JSON.stringify({ targetParticipants: [{ kind: "phoneNumber", phoneNumber: { value: number } }] }));
  assert.equal(answer.status, 200, await answer.text());
}

const isTold = async (kind, call) => (await next(told.callbacks, ({ event }) => event.kind === kind && (!call || event.callConnectionId === call), kind)).event;
const incoming = async () => (await next(told.events, (event) => event.eventType === "Microsoft.Communication.IncomingCall", "IncomingCall")).data;
const ask = (what) => console.log(`@${what}`);
const silent = () => new Promise((done) => setTimeout(done, 300));

ask("listening");
let call, media, properties;
const file = (seconds) => ({ kind: "fileSource", url: `${here}/tone?s=${seconds}` });

await run({
  "a call is made": async () => {
    const made = await client.createCall({ targetParticipant: phone(first), sourceCallIdNumber: phone(ours), sourceDisplayName: "Sales" }, `${here}/callbacks`, { operationContext: "hello" });
    call = made.callConnection;
    properties = made.callConnectionProperties;
    assert.equal(properties.callConnectionState, "connecting");
    assert.equal(properties.targetParticipants[0].phoneNumber, first);
    const connected = await isTold("CallConnected", properties.callConnectionId);
    for (const name of ["callConnectionId", "serverCallId", "correlationId"]) assert.equal(connected[name], properties[name]);
    assert.equal(connected.operationContext, "hello");
    assert.equal(connected.resultInformation.code, 200);
    const updated = await isTold("ParticipantsUpdated");
    assert.equal(updated.sequenceNumber, 1);
    assert.deepEqual(updated.participants.map(({ identifier, isMuted, isOnHold }) => [identifier.phoneNumber, isMuted, isOnHold]), [[first, false, false]]);
    assert.equal((await call.getCallConnectionProperties()).callConnectionState, "connected");
    media = call.getCallMedia();
  },

  "callbacks are signed for the resource": async () => {
    const { jwks_uri, issuer } = await (await fetch(`${endpoint.replace(/\/$/, "")}/calling/.well-known/acsopenidconfiguration`)).json();
    const { token, body } = tokens.at(-1);
    const user = await new CommunicationIdentityClient(connectionString).createUser();
    const resource = user.communicationUserId.slice("8:acs:".length).split("_")[0];
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), { issuer, audience: resource });
    assert.equal(payload.exp - payload.iat, 300);
    assert.equal(payload.body_sha256, createHash("sha256").update(body).digest("base64url"));
    await assert.rejects(jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), { issuer, audience: "somebody else" }));
  },

  "participants are listed": async () => {
    assert.deepEqual((await call.listParticipants()).values.map(({ identifier }) => identifier.phoneNumber), [first]);
    assert.equal((await call.getParticipant(phone(first))).isMuted, false);
    await refused(call.getParticipant(phone(second)), 404, "ParticipantNotFound");
  },

  "a file is played": async () => {
    await media.playToAll([file(2)], { operationContext: "welcome" });
    await isTold("PlayStarted");
    const completed = await isTold("PlayCompleted");
    assert.deepEqual([completed.operationContext, completed.resultInformation.code, completed.resultInformation.subCode], ["welcome", 200, 0]);
  },

  "text is spoken": async () => {
    await media.play([{ kind: "textSource", text: "Hello. Press one, two, three." }], [phone(first)]);
    await isTold("PlayStarted");
    await isTold("PlayCompleted");
  },

  "what cannot be played says why": async () => {
    await media.playToAll([file(1), { kind: "fileSource", url: `${here}/none.wav` }]);
    const missing = await isTold("PlayFailed");
    assert.deepEqual([missing.resultInformation.code, missing.resultInformation.subCode, missing.failedPlaySourceIndex], [400, 8536, 1]);
    assert.match(missing.resultInformation.message, /404/);
    await media.playToAll([{ kind: "fileSource", url: `${here}/page` }]);
    assert.equal((await isTold("PlayFailed")).resultInformation.subCode, 8535);
  },

  "keys are recognised, and interrupt the prompt": async () => {
    await media.startRecognizing(phone(first), { kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 3, playPrompt: file(30), interruptPrompt: true, operationContext: "pin", initialSilenceTimeoutInSeconds: 20, interToneTimeoutInSeconds: 10 });
    await silent();
    ask("press 123");
    const done = await isTold("RecognizeCompleted");
    assert.deepEqual([done.operationContext, done.recognitionType, done.dtmfResult.tones, done.resultInformation.subCode], ["pin", "dtmf", ["one", "two", "three"], 8531]);
  },

  "a stop tone, a choice, and silence": async () => {
    await media.startRecognizing(phone(first), { kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 9, stopDtmfTones: ["pound"], initialSilenceTimeoutInSeconds: 20, interToneTimeoutInSeconds: 10 });
    ask("press 47#");
    const stopped = await isTold("RecognizeCompleted");
    assert.deepEqual([stopped.dtmfResult.tones, stopped.resultInformation.subCode], [["four", "seven"], 8514]);
    await media.startRecognizing(phone(first), { kind: "callMediaRecognizeChoiceOptions", choices: [{ label: "sales", phrases: ["sales"], tone: "one" }, { label: "support", phrases: ["support"], tone: "two" }], initialSilenceTimeoutInSeconds: 20 });
    ask("press 2");
    assert.equal((await isTold("RecognizeCompleted")).choiceResult.label, "support");
    await media.startRecognizing(phone(first), { kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 1, initialSilenceTimeoutInSeconds: 1 });
    const silence = await isTold("RecognizeFailed");
    assert.deepEqual([silence.resultInformation.code, silence.resultInformation.subCode], [400, 8510]);
  },

  "keys are told one by one, and sent": async () => {
    await media.startContinuousDtmfRecognition(phone(first), { operationContext: "keys" });
    ask("press 5*");
    const tone1 = await isTold("ContinuousDtmfRecognitionToneReceived");
    assert.deepEqual([tone1.tone, tone1.sequenceId, tone1.operationContext], ["five", 1, "keys"]);
    assert.equal((await isTold("ContinuousDtmfRecognitionToneReceived")).tone, "asterisk");
    await media.stopContinuousDtmfRecognition(phone(first));
    await isTold("ContinuousDtmfRecognitionStopped");
    const sent = await media.sendDtmfTones(["one", "pound"], phone(first), { operationContext: "dial" });
    assert.equal(sent.operationContext, "dial");
    assert.equal((await isTold("SendDtmfTonesCompleted")).operationContext, "dial");
  },

  "what plays is cancelled": async () => {
    await media.playToAll([file(60)], { loop: true });
    await isTold("PlayStarted");
    await media.cancelAllOperations();
    assert.equal((await isTold("PlayCanceled")).resultInformation.subCode, 8508);
  },

  "callbacks that fail come again, in order": async () => {
    trouble = 2;
    await media.playToAll([file(0.2)], { operationCallbackUrl: `${here}/other` });
    const started = await next(told.callbacks, ({ event }) => event.kind === "PlayStarted", "PlayStarted");
    assert.equal(started.where, "/other");
    await isTold("PlayCompleted");
    assert.equal(trouble, 0);
  },

  "what is said and played is recorded": async () => {
    const recordings = client.getCallRecording();
    const { recordingId, recordingState } = await recordings.start({ callLocator: { kind: "serverCallLocator", id: properties.serverCallId }, recordingContent: "audio", recordingChannel: "mixed", recordingFormat: "wav" });
    assert.equal(recordingState, "active");
    const begun = await isTold("RecordingStateChanged");
    assert.deepEqual([begun.recordingId, begun.state], [recordingId, "active"]);
    await call.muteParticipant(phone(first)); // its own tone is out of the way
    await media.playToAll([file(3)]);
    await isTold("PlayCompleted");
    await recordings.pause(recordingId);
    assert.equal((await recordings.getState(recordingId)).recordingState, "inactive");
    await recordings.resume(recordingId);
    await recordings.stop(recordingId);
    await refused(recordings.getState(recordingId), 404, "RecordingNotFound");
    const { data } = await next(told.events, (event) => event.eventType === "Microsoft.Communication.RecordingFileStatusUpdated", "RecordingFileStatusUpdated");
    const [chunk] = data.recordingStorageInfo.recordingChunks;
    const content = Buffer.from(await (await signed("GET", chunk.contentLocation)).arrayBuffer());
    assert.equal(content.subarray(0, 4).toString(), "RIFF");
    const samples = new Int16Array(content.buffer, content.byteOffset + 44, (content.length - 44) >> 1);
    assert.ok(share(samples, 1500) > 0.9, `1500 Hz is ${share(samples, 1500)} of it`);
    assert.equal((await (await signed("GET", chunk.metadataLocation)).json()).recordingId, recordingId);
    assert.equal((await fetch(chunk.contentLocation)).status, 401);
    assert.equal((await signed("DELETE", chunk.deleteLocation)).status, 200);
    assert.equal((await signed("GET", chunk.contentLocation)).status, 404);
    told.callbacks.length = 0;
  },

  "a second phone comes in, is silenced, held and removed": async () => {
    const added = await call.addParticipant({ targetParticipant: phone(second), sourceCallIdNumber: phone(ours) }, { operationContext: "add" });
    assert.ok(added.invitationId);
    const succeeded = await isTold("AddParticipantSucceeded");
    assert.deepEqual([succeeded.operationContext, succeeded.participant.phoneNumber], ["add", second]);
    assert.equal((await call.listParticipants()).values.length, 2);
    await call.muteParticipant(phone(second));
    assert.equal((await call.getParticipant(phone(second))).isMuted, true);
    await media.hold(phone(second), { playSource: file(1) });
    assert.equal((await call.getParticipant(phone(second))).isOnHold, true);
    await media.unhold(phone(second));
    assert.equal((await call.getParticipant(phone(second))).isOnHold, false);
  },

  "a third phone is moved in from a call of its own, and each hears the two others": async () => {
    const other = await client.createGroupCall([phone(fifth)], `${here}/callbacks`, { sourceCallIdNumber: phone(ours) });
    const id = other.callConnectionProperties.callConnectionId;
    await isTold("CallConnected", id);
    const moved = await call.moveParticipants([phone(fifth)], id, { operationContext: "move" });
    assert.deepEqual(moved.participants.map(({ identifier }) => identifier.phoneNumber), [fifth]);
    const succeeded = await isTold("MoveParticipantSucceeded");
    assert.deepEqual([succeeded.operationContext, succeeded.participant.phoneNumber, succeeded.fromCall], ["move", fifth, id]);
    await isTold("CallDisconnected", id);
    assert.deepEqual((await call.listParticipants()).values.map(({ identifier }) => identifier.phoneNumber).sort(), [first, second, fifth].sort());
    for (const number of [first, second]) await unmute(number); // both were muted above
    await new Promise((done) => setTimeout(done, 3000)); // they talk: who started this looks at what each has heard
    for (const number of [fifth, second]) {
      await call.removeParticipant(phone(number), { operationContext: "out" });
      assert.equal((await isTold("RemoveParticipantSucceeded")).operationContext, "out");
    }
    told.callbacks.length = 0;
  },

  "an invitation is taken back while the phone rings": async () => {
    const { invitationId } = await call.addParticipant({ targetParticipant: phone(sixth), sourceCallIdNumber: phone(ours) });
    await call.cancelAddParticipantOperation(invitationId, { operationContext: "back" });
    const taken = await isTold("CancelAddParticipantSucceeded");
    assert.deepEqual([taken.operationContext, taken.invitationId], ["back", invitationId]);
  },

  "an invitation that nobody takes fails": async () => {
    await call.addParticipant({ targetParticipant: phone(nobody), sourceCallIdNumber: phone(ours) });
    const failed = await isTold("AddParticipantFailed");
    assert.deepEqual([failed.participant.phoneNumber, failed.resultInformation.code], [nobody, 404]);
  },

  "another controller takes the call over": async () => {
    const other = await client.connectCall({ kind: "serverCallLocator", id: properties.serverCallId }, `${here}/callbacks`);
    await isTold("CallConnected", other.callConnectionProperties.callConnectionId);
    await refused(media.cancelAllOperations(), 409, "CallControlLost");
    await call.hangUp(false); // it leaves, and the call goes on
    await isTold("CallDisconnected", properties.callConnectionId);
    assert.equal((await other.callConnection.getCallConnectionProperties()).callConnectionState, "connected");
    await other.callConnection.hangUp(true);
    await isTold("CallDisconnected", other.callConnectionProperties.callConnectionId);
    await refused(call.getCallConnectionProperties(), 404, "CallConnectionNotFound");
  },

  "mistakes are answered with the field": async () => {
    const to = (invite, url = `${here}/callbacks`) => client.createCall(invite, url);
    assert.match((await refused(to({ targetParticipant: phone("nobody"), sourceCallIdNumber: phone(ours) }), 400, "BadRequest")).message, /^targets\[0\]/);
    assert.match((await refused(to({ targetParticipant: phone(first), sourceCallIdNumber: phone(first) }), 400, "BadRequest")).message, /^sourceCallerIdNumber/);
    assert.match((await refused(to({ targetParticipant: phone(first), sourceCallIdNumber: phone(ours) }, "http://app.example/callbacks"), 400, "BadRequest")).message, /^callbackUri/);
    await refused(client.answerCall("made up", `${here}/callbacks`), 400, "InvalidIncomingCallContext");
    await refused(client.getCallRecording().start({ callLocator: { kind: "serverCallLocator", id: "x" } }), 404, "CallNotFound");
  },

  "a number that nobody has fails": async () => {
    const made = await client.createCall({ targetParticipant: phone(nobody), sourceCallIdNumber: phone(ours) }, `${here}/callbacks`);
    const failed = await isTold("CreateCallFailed", made.callConnectionProperties.callConnectionId);
    assert.equal(failed.resultInformation.code, 404);
  },

  "SIPp is called by its address, and steered": async () => {
    const alice = { id: "sip:alice@third.example" };
    const made = await client.createCall({ targetParticipant: alice }, `${here}/callbacks`);
    const [sipp, id] = [made.callConnection, made.callConnectionProperties.callConnectionId];
    const its = sipp.getCallMedia();
    const updated = () => isTold("ParticipantsUpdated", id);
    await isTold("CallConnected", id);
    assert.equal((await updated()).participants[0].identifier.id, alice.id);
    assert.equal((await sipp.getParticipant(alice)).identifier.id, alice.id);
    await its.playToAll([file(0.3)]);
    await isTold("PlayStarted", id);
    await isTold("PlayCompleted", id);
    await sipp.muteParticipant(alice);
    assert.equal((await updated()).participants[0].isMuted, true);
    await its.hold(alice);
    assert.equal((await updated()).participants[0].isOnHold, true);
    await its.unhold(alice);
    await updated();
    await its.startContinuousDtmfRecognition(alice);
    await its.stopContinuousDtmfRecognition(alice);
    await isTold("ContinuousDtmfRecognitionStopped", id);
    await its.sendDtmfTones(["one", "pound"], alice);
    await isTold("SendDtmfTonesCompleted", id);
    const headers = [{ kind: "sipuui", value: "00a1" }, { kind: "sipx", key: "case", value: "4711" }, { kind: "voip", key: "ticket", value: "12" }];
    await sipp.addParticipant({ targetParticipant: phone(third), sourceCallIdNumber: phone(ours), customCallingContext: headers });
    await isTold("AddParticipantSucceeded", id);
    await updated();
    await sipp.removeParticipant(phone(third));
    await isTold("RemoveParticipantSucceeded", id);
    await updated();
    await refused(sipp.addParticipant({ targetParticipant: { microsoftTeamsUserId: "x" }, sourceCallIdNumber: phone(ours) }), 400, "BadRequest");
    await sipp.hangUp(true);
    await isTold("CallDisconnected", id);
  },

  "SIPp is transferred by REFER, with headers": async () => {
    const made = await client.createCall({ targetParticipant: phone(fourth), sourceCallIdNumber: phone(ours) }, `${here}/callbacks`);
    const id = made.callConnectionProperties.callConnectionId;
    await isTold("CallConnected", id);
    await made.callConnection.transferCallToParticipant(phone("+14255550177"), { operationContext: "r", customCallingContext: [{ kind: "sipuui", value: "00a1" }] });
    assert.equal((await isTold("CallTransferAccepted", id)).operationContext, "r");
    await isTold("CallDisconnected", id);
  },

  "a call comes in, is answered and transferred": async () => {
    ask("dial");
    const data = await incoming();
    assert.deepEqual([data.to.phoneNumber.value, data.from.rawId], [ours, `4:${first}`]);
    const answered = await client.answerCall(data.incomingCallContext, `${here}/callbacks`, { operationContext: "in" });
    assert.equal(answered.callConnectionProperties.serverCallId, data.serverCallId);
    assert.equal((await isTold("CallConnected")).operationContext, "in");
    await refused(client.answerCall(data.incomingCallContext, `${here}/callbacks`), 404, "CallNotFound");
    const transferred = await answered.callConnection.transferCallToParticipant(phone(second), { operationContext: "t" });
    assert.equal(transferred.operationContext, "t");
    const accepted = await isTold("CallTransferAccepted");
    assert.deepEqual([accepted.operationContext, accepted.transferTarget.phoneNumber, accepted.transferee.phoneNumber], ["t", { value: second }, { value: first }]);
    await isTold("CallDisconnected");
    await silent();
    ask("hangup");
  },

  "a flow hands the call over, and goes on with what it gets back": async () => {
    ask(`dial ${flow}`);
    const data = await incoming();
    assert.equal(data.customContext.voipHeaders.topic, "bill");
    const answered = await client.answerCall(data.incomingCallContext, `${here}/callbacks`);
    const id = answered.callConnectionProperties.callConnectionId;
    await isTold("CallConnected", id);
    await answered.callConnection.getCallMedia().startRecognizing(phone(first), { kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 1, initialSilenceTimeoutInSeconds: 20 });
    ask("press 7");
    const { dtmfResult } = await isTold("RecognizeCompleted", id);
    await answered.callConnection.transferCallToParticipant(phone(flow), { customCallingContext: [{ kind: "voip", key: "solved", value: dtmfResult.tones[0] }] });
    await isTold("CallTransferAccepted", id);
    await isTold("CallDisconnected", id);
    assert.deepEqual(await next(told.flows, () => true, "the request of the flow"), { solved: "seven" });
  },

  "a caller who hangs up ends the call": async () => {
    ask("dial");
    const answered = await client.answerCall((await incoming()).incomingCallContext, `${here}/callbacks`);
    await isTold("CallConnected");
    await answered.callConnection.getCallMedia().playToAll([file(60)]);
    await isTold("PlayStarted");
    ask("hangup");
    await isTold("PlayFailed");
    await isTold("CallDisconnected");
  },

  "a call is rejected, and one redirected": async () => {
    ask("dial");
    await client.rejectCall((await incoming()).incomingCallContext, { callRejectReason: "busy" });
    ask("closed");
    ask("dial");
    await client.redirectCall((await incoming()).incomingCallContext, { targetParticipant: phone(second) });
    ask("established");
    ask("hangup");
  },
});
