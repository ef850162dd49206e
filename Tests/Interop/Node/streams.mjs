// @azure/communication-call-automation: an application that gets the sound and the words of calls over WebSockets (ws), and speaks itself. One phone plays 1000 Hz, the other speaks. What they have to do is asked for on the console ("@press 7", "@speak").
import { createServer } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { WebSocketServer } from "ws";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { CallAutomationClient, StreamingData, createOutboundAudioData, createOutboundStopAudioData, parseCallAutomationEvent } from "@azure/communication-call-automation";
import { assert, connectionString, endpoint, refused, run } from "./check.mjs";

const client = new CallAutomationClient(connectionString);
const [ours, first, second] = ["+14255550150", "+14255550123", "+14255550133"];
const phone = (phoneNumber) => ({ phoneNumber });
const port = Number(process.env.APP_PORT);
const here = `http://127.0.0.1:${port}`;
const told = [];

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  told.push(parseCallAutomationEvent(JSON.parse(body)));
  response.end();
});
const sockets = new WebSocketServer({ noServer: true });
const streams = []; // those that were opened: { headers, frames, socket }
server.on("upgrade", (request, socket, head) => {
  if (request.url === "/closed") return socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  sockets.handleUpgrade(request, socket, head, (opened) => {
    const stream = { url: request.url, headers: request.headers, socket: opened, frames: [] };
    opened.on("message", (text, isBinary) => {
      assert.equal(isBinary, false);
      const data = StreamingData.parse(text.toString()); // the SDK is the judge
      stream.frames.push({ kind: StreamingData.getStreamingKind(), data });
    });
    opened.on("close", (code) => (stream.closed = code));
    streams.push(stream);
  });
});
await new Promise((open) => server.listen(port, "127.0.0.1", open));

const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
async function until(what, check, seconds = 30, instead = () => "") {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await pause(0.05)) {
    const found = check();
    if (found) return found;
  }
  assert.fail(`${what} did not come within ${seconds} s${instead()}; there were ${JSON.stringify(told.map(({ kind, resultInformation }) => [kind, resultInformation?.message]))}`);
}
const isTold = (kind) => until(kind, () => { const at = told.findIndex((event) => event.kind === kind); return at >= 0 && told.splice(at, 1)[0]; });
const opened = (url) => until(`a stream to ${url}`, () => { const at = streams.findIndex((stream) => stream.url === url); return at >= 0 && streams.splice(at, 1)[0]; });
const sounds = (stream) => stream.frames.filter(({ kind }) => kind === "AudioData").map(({ data }) => data);
const ask = (what) => console.log(`@${what}`);

/** Part of the energy that is at the frequency. */
function share(frames, hertz, rate) {
  const bytes = Buffer.concat(frames.map(({ data }) => Buffer.from(data, "base64")));
  let [re, im, all] = [0, 0, 0];
  for (let i = 0; i < bytes.length >> 1; i++) {
    const s = bytes.readInt16LE(2 * i);
    all += s * s;
    re += s * Math.cos((2 * Math.PI * hertz * i) / rate);
    im += s * Math.sin((2 * Math.PI * hertz * i) / rate);
  }
  return all > 0 ? (2 * (re * re + im * im)) / (bytes.length >> 1) / all : 0;
}

function tone(hertz, seconds, rate) {
  const samples = Buffer.alloc(2 * rate * seconds);
  for (let i = 0; i < rate * seconds; i++) samples.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * hertz * i) / rate)), 2 * i);
  return samples;
}

function say(stream, hertz, seconds, rate) {
  const sound = tone(hertz, seconds, rate);
  for (let at = 0; at < sound.length; at += rate / 5) stream.socket.send(createOutboundAudioData(sound.subarray(at, at + rate / 5).toString("base64")));
}

const sound = (url, more) => ({ transportType: "websocket", transportUrl: `ws://127.0.0.1:${port}${url}`, contentType: "audio", audioChannelType: "mixed", startMediaStreaming: true, ...more });
const words = (url, more) => ({ transportType: "websocket", transportUrl: `ws://127.0.0.1:${port}${url}`, locale: "en-US", startTranscription: true, ...more });
const make = (target, options) => client.createCall({ targetParticipant: phone(target), sourceCallIdNumber: phone(ours) }, `${here}/callbacks`, options);
let call, media, stream;

await run({
  "a call is made with a stream, and the stream is opened as the service opens it": async () => {
    const made = await make(first, { mediaStreamingOptions: sound("/sound", { enableBidirectional: true, enableDtmfTones: true }) });
    call = made.callConnection;
    media = call.getCallMedia();
    const started = await isTold("MediaStreamingStarted");
    assert.deepEqual([started.mediaStreamingUpdate, started.resultInformation.code], [{ contentType: "Audio", mediaStreamingStatus: "mediaStreamingStarted", mediaStreamingStatusDetails: "subscriptionStarted" }, 200]);
    stream = await opened("/sound");
    assert.equal(stream.headers["x-ms-call-connection-id"], made.callConnectionProperties.callConnectionId);
    assert.equal(stream.headers["x-ms-call-correlation-id"], made.callConnectionProperties.correlationId);
    const { jwks_uri, issuer } = await (await fetch(`${endpoint.replace(/\/$/, "")}/calling/.well-known/acsopenidconfiguration`)).json();
    const user = await new CommunicationIdentityClient(connectionString).createUser();
    await jwtVerify(stream.headers.authorization.replace("Bearer ", ""), createRemoteJWKSet(new URL(jwks_uri)), { issuer, audience: user.communicationUserId.slice("8:acs:".length).split("_")[0] });
  },

  "what the phone says comes, and its keys": async () => {
    await until("two seconds of sound", () => sounds(stream).length > 100);
    const [{ kind, data: metadata }, ...frames] = stream.frames;
    assert.equal(kind, "AudioMetadata");
    assert.deepEqual([metadata.encoding, metadata.sampleRate, metadata.channels], ["PCM", 16000, 1]);
    assert.ok(metadata.subscriptionId.length > 10);
    assert.equal(Buffer.from(frames[0].data.data, "base64").length, 640);
    assert.ok(share(sounds(stream).slice(-50), 1000, 16000) > 0.9, `1000 Hz is ${share(sounds(stream).slice(-50), 1000, 16000)} of it`);
    const times = sounds(stream).map(({ timestamp }) => Date.parse(timestamp));
    assert.ok(times.every((time, i) => i === 0 || time >= times[i - 1]) && Math.abs(times.at(-1) - times[0] - 20 * (times.length - 1)) < 300, "the times are those of the frames");
    ask("press 7");
    await until("the key", () => stream.frames.some(({ kind: of, data }) => of === "DtmfData" && data.data === "7"));
  },

  "what the application says is heard, until it takes it back": async () => {
    say(stream, 1500, 2, 16000);
    await pause(2.2);
    say(stream, 1800, 30, 16000);
    await pause(1.2);
    stream.socket.send(createOutboundStopAudioData());
    await pause(0.5);
    assert.ok(share(sounds(stream).slice(-25), 1000, 16000) > 0.9, "it does not come back");
  },

  "it stops and starts": async () => {
    await media.stopMediaStreaming({ operationContext: "stop" });
    assert.equal((await isTold("MediaStreamingStopped")).operationContext, "stop");
    assert.equal(await until("the close frame", () => stream.closed), 1000);
    await refused(media.stopMediaStreaming(), 409, "InvalidOperation");
    await media.startMediaStreaming({ operationContext: "again" });
    assert.equal((await isTold("MediaStreamingStarted")).operationContext, "again");
    stream = await opened("/sound");
  },

  "a stream that was cut comes back": async () => {
    stream.socket.terminate();
    assert.equal((await isTold("MediaStreamingStarted")).mediaStreamingUpdate.mediaStreamingStatusDetails, "streamConnectionReestablished");
    stream = await opened("/sound");
    await until("sound", () => sounds(stream).length > 25);
    await call.hangUp(true);
    assert.equal((await isTold("MediaStreamingStopped")).mediaStreamingUpdate.mediaStreamingStatusDetails, "subscriptionStopped");
    await isTold("CallDisconnected");
    await until("the close frame", () => stream.closed);
  },

  "what is said is told in words, and each phone has a stream of its own": async () => {
    const made = await make(second, { mediaStreamingOptions: sound("/each", { audioChannelType: "unmixed", audioFormat: "pcm24KMono" }), transcriptionOptions: words("/words") });
    call = made.callConnection;
    const started = await isTold("TranscriptionStarted");
    assert.deepEqual(started.transcriptionUpdate, { transcriptionStatus: "transcriptionStarted", transcriptionStatusDetails: "subscriptionStarted" });
    const [each, spoken] = [await opened("/each"), await opened("/words")];
    ask("speak"); // not before it is listened to, so that no sentence is heard in part; it is said over and over
    const understood = () => spoken.frames.filter(({ kind }) => kind === "TranscriptionData").map(({ data }) => data);
    const transcript = await until("the sentence", () => understood().find(({ text }) => /speak to somebody/.test(text)), 100, () => `, but ${JSON.stringify(understood().map(({ text }) => text))}`);
    assert.deepEqual([spoken.frames[0].kind, spoken.frames[0].data.locale, spoken.frames[0].data.callConnectionId], ["TranscriptionMetadata", "en-US", made.callConnectionProperties.callConnectionId]);
    assert.deepEqual([transcript.resultState, transcript.format], ["final", "display"]);
    assert.equal(transcript.participant.phoneNumber, second);
    assert.ok(transcript.words.length > 1 && transcript.durationInTicks > 5_000_000);
    const frames = sounds(each);
    assert.deepEqual([each.frames[0].data.sampleRate, Buffer.from(frames[0].data, "base64").length, frames[0].participant.phoneNumber], [24000, 960, second]);
    await call.getCallMedia().updateTranscription("en-GB", { operationContext: "update" });
    assert.equal((await isTold("TranscriptionUpdated")).operationContext, "update");
    await call.getCallMedia().stopTranscription();
    await isTold("TranscriptionStopped");
    await call.getCallMedia().startTranscription({ locale: "en-US", operationContext: "again" });
    assert.equal((await isTold("TranscriptionStarted")).operationContext, "again");
    await opened("/words");
    await call.hangUp(true);
    await isTold("TranscriptionStopped");
    await isTold("CallDisconnected");
  },

  "a stream that is refused fails, and the call goes on": async () => {
    const made = await make(first, { mediaStreamingOptions: sound("/closed") });
    const failed = await isTold("MediaStreamingFailed");
    assert.deepEqual([failed.mediaStreamingUpdate.mediaStreamingStatusDetails, failed.resultInformation.code, failed.resultInformation.subCode], ["authenticationFailure", 400, 8581]);
    assert.match(failed.resultInformation.message, /401/);
    const properties = await made.callConnection.getCallConnectionProperties();
    assert.deepEqual([properties.callConnectionState, properties.mediaStreamingSubscription?.state], ["connected", "inactive"]);
    await made.callConnection.hangUp(true);
    await isTold("CallDisconnected");
  },

  "mistakes are answered with the field": async () => {
    const to = (mediaStreamingOptions, transcriptionOptions) => make(first, { mediaStreamingOptions, transcriptionOptions });
    assert.match((await refused(to({ ...sound("/x"), transportUrl: "ws://app.example/x" }), 400, "BadRequest")).message, /^mediaStreamingOptions\.transportUrl/);
    assert.match((await refused(to(sound("/x", { audioChannelType: "both" })), 400, "BadRequest")).message, /^mediaStreamingOptions\.audioChannelType/);
    assert.match((await refused(to(sound("/x", { audioFormat: "pcm8KMono" })), 400, "BadRequest")).message, /^mediaStreamingOptions\.audioFormat/);
    assert.match((await refused(to(undefined, words("/x", { locale: "" })), 400, "BadRequest")).message, /^transcriptionOptions\.locale/);
  },
});
