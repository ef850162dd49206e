// @azure/communication-call-automation: recordings of a call whose phone plays 1000 Hz; one as MP3, one that is cut by a crash of the gateway ("@crash"), which is told of at the next start. The gateway encrypts what it keeps.
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { CallAutomationClient, parseCallAutomationEvent } from "@azure/communication-call-automation";
import { assert, connectionString, run } from "./check.mjs";

const client = new CallAutomationClient(connectionString);
const [ours, first] = ["+14255550150", "+14255550123"];
const port = Number(process.env.APP_PORT);
const here = `http://127.0.0.1:${port}`;
const told = { callbacks: [], events: [] };

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const list = JSON.parse(body);
  if (request.url !== "/events") told.callbacks.push(parseCallAutomationEvent(list));
  else if (list[0].eventType === "Microsoft.EventGrid.SubscriptionValidationEvent") return response.setHeader("content-type", "application/json").end(JSON.stringify({ validationResponse: list[0].data.validationCode }));
  else told.events.push(...list);
  response.end();
});
await new Promise((open) => server.listen(port, "127.0.0.1", open));

const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
async function next(from, matches, what) {
  for (let i = 0; i < 600; i++) {
    const at = from.findIndex(matches);
    if (at >= 0) return from.splice(at, 1)[0];
    await pause(0.05);
  }
  assert.fail(`${what} did not come`);
}
const isTold = (kind) => next(told.callbacks, (event) => event.kind === kind, kind);
const files = async () => (await next(told.events, (event) => event.eventType === "Microsoft.Communication.RecordingFileStatusUpdated", "RecordingFileStatusUpdated")).data;

/** A request of our own, signed as the SDK signs. */
async function signed(method, url) {
  const { pathname, search, host } = new URL(url);
  const date = new Date().toUTCString();
  const hash = createHash("sha256").update("").digest("base64");
  const key = Buffer.from(connectionString.match(/accesskey=(.*)/i)[1], "base64");
  const signature = createHmac("sha256", key).update(`${method}\n${pathname}${search}\n${date};${host};${hash}`).digest("base64");
  return fetch(url, { method, headers: { "x-ms-date": date, "x-ms-content-sha256": hash, authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}` } });
}

/** Seconds of a file of sound, as another program decodes it, and which part of them is the frequency. */
function judge(content, hertz) {
  const pcm = execFileSync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-f", "s16le", "-ac", "1", "-ar", "16000", "pipe:1"], { input: content, maxBuffer: 1 << 28 });
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1).subarray(4000);
  let [re, im, all] = [0, 0, 0];
  samples.forEach((s, i) => {
    all += s * s;
    re += s * Math.cos((2 * Math.PI * hertz * i) / 16000);
    im += s * Math.sin((2 * Math.PI * hertz * i) / 16000);
  });
  return { seconds: pcm.length / 32000, share: (2 * (re * re + im * im)) / samples.length / all };
}

const recordings = client.getCallRecording();
const start = (serverCallId, recordingFormat) => recordings.start({ callLocator: { kind: "serverCallLocator", id: serverCallId }, recordingContent: "audio", recordingChannel: "mixed", recordingFormat });
let server1;

/** Begins a recording that lasts so many seconds, and says between which limits its length is, however slow the machine. */
async function recorded(begin, seconds) {
  const asked = Date.now();
  const { recordingId } = await begin();
  await pause(seconds);
  const most = async (end) => { await end(); return (Date.now() - asked) / 1000 + 0.1; };
  return { recordingId, least: seconds - 0.5, most };
}

console.log("@listening");
await run({
  "an MP3 is one, and what was promised": async () => {
    const made = await client.createCall({ targetParticipant: { phoneNumber: first }, sourceCallIdNumber: { phoneNumber: ours } }, `${here}/callbacks`);
    server1 = made.callConnectionProperties.serverCallId;
    await isTold("CallConnected");
    const { recordingId, least, most } = await recorded(() => start(server1, "mp3"), 3);
    const stopped = await most(() => recordings.stop(recordingId));
    const data = await files();
    const [chunk] = data.recordingStorageInfo.recordingChunks;
    assert.deepEqual([data.recordingFormatType, data.recordingChannelType, chunk.endReason], ["Mp3", "Mixed", "CallStopped"]);
    const content = Buffer.from(await (await signed("GET", chunk.contentLocation)).arrayBuffer());
    assert.ok(content[0] === 0xff || content.subarray(0, 3).toString() === "ID3", "it is no MP3");
    const { seconds, share } = judge(content, 1000);
    assert.ok(seconds > least && seconds < stopped && share > 0.9, `${seconds} s of ${least} to ${stopped}, of which 1000 Hz are ${share}`);
  },

  "a recording that a crash has cut is told of at the next start": async () => {
    const { recordingId, least, most } = await recorded(() => start(server1, "wav"), 4);
    console.log("@crash");
    const data = await files();
    const told = await most(() => {});
    const [chunk] = data.recordingStorageInfo.recordingChunks;
    assert.deepEqual([chunk.documentId, chunk.endReason, data.sessionEndReason, data.recordingFormatType], [`${recordingId}.0`, "GatewayRestarted", "GatewayRestarted", "Wav"]);
    const { seconds, share } = judge(Buffer.from(await (await signed("GET", chunk.contentLocation)).arrayBuffer()), 1000);
    assert.ok(seconds >= least - 1 && seconds <= told && share > 0.9, `${seconds} s of ${least} to ${told}, of which 1000 Hz are ${share}`); // a second may be lost
    assert.ok(Math.abs(data.recordingDurationMs / 1000 - seconds) < 0.1);
    assert.equal((await signed("DELETE", chunk.deleteLocation)).status, 200);
    assert.equal((await signed("GET", chunk.contentLocation)).status, 404);
  },
});
