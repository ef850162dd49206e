// An application that answers calls in TwiML, as written for the service: documents by VoiceResponse, every request checked by validateRequest.
// Arguments: port, number to dial. Environment: TOKEN (the resource's primary key). Prints a line per request: TOOK path fields, or BAD path why.
import http from "node:http";
import twilio from "twilio";

const [port, callee] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;

const documents = {
  "/voice": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.play(`${base}/1000.wav`);
    answer.redirect("asked");
    return answer;
  },
  "/asked": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.gather({ numDigits: 1, timeout: 15, action: "key?from=voice" });
    answer.redirect("/never");
    return answer;
  },
  "/key": fields => {
    const answer = new twilio.twiml.VoiceResponse();
    if (fields.Digits !== "5") answer.reject();
    else answer.record({ maxLength: 2, playBeep: false, action: `${base}/recorded`, recordingStatusCallback: "/recording?of=7" });
    return answer;
  },
  "/recorded": async fields => {
    const sound = Buffer.from(await (await fetch(`${fields.RecordingUrl}.wav`)).arrayBuffer());
    console.log(`SOUND ${sound.toString("latin1", 0, 4)} ${sound.length}`);
    const answer = new twilio.twiml.VoiceResponse();
    answer.dial({ action: "/dialled", timeout: 10 }).number({ statusCallback: "/progress", statusCallbackEvent: ["initiated", "answered", "completed"] }, callee);
    return answer;
  },
  "/dialled": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.redirect({ method: "GET" }, "/broken?why=none");
    return answer;
  },
  "/fallback": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.play(`${base}/1500.wav`);
    answer.gather({ input: "speech", timeout: 20, action: "/said" }).say("How may I help you?");
    return answer;
  },
  "/said": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.enqueue({ action: "/queued", waitUrl: "/wait" }, "support");
    return answer;
  },
  "/wait": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.play(`${base}/1200.wav`);
    return answer;
  },
  "/queued": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.dial({ action: "/met" }).conference("team");
    return answer;
  },
  "/met": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.hangup();
    return answer;
  },
  "/room": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.dial().conference({ endConferenceOnExit: true }, "team");
    return answer;
  },
  "/over": () => "",
  "/recording": () => "",
  "/progress": () => "",
  "/busy": () => {
    const answer = new twilio.twiml.VoiceResponse();
    answer.reject({ reason: "busy" });
    return answer;
  },
};

function tone(hertz, seconds) {
  const samples = 8000 * seconds, sound = Buffer.alloc(44 + 2 * samples);
  sound.write("RIFF", 0); sound.writeUInt32LE(36 + 2 * samples, 4); sound.write("WAVEfmt ", 8); sound.writeUInt32LE(16, 16); sound.writeUInt16LE(1, 20); sound.writeUInt16LE(1, 22);
  sound.writeUInt32LE(8000, 24); sound.writeUInt32LE(16000, 28); sound.writeUInt16LE(2, 32); sound.writeUInt16LE(16, 34); sound.write("data", 36); sound.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++) sound.writeInt16LE(Math.round(8000 * Math.sin(2 * Math.PI * hertz * i / 8000)), 44 + 2 * i);
  return sound;
}

http.createServer(async (request, response) => {
  const url = new URL(request.url, base);
  if (url.pathname.endsWith(".wav")) return response.writeHead(200, { "Content-Type": "audio/wav" }).end(tone(Number(url.pathname.slice(1, -4)), 2));
  let body = "";
  for await (const part of request) body += part;
  const posted = Object.fromEntries(new URLSearchParams(body)), fields = { ...Object.fromEntries(url.searchParams), ...posted };
  const good = twilio.validateRequest(process.env.TOKEN, request.headers["x-twilio-signature"] ?? "", `${base}${request.url}`, posted);
  console.log(`${good ? "TOOK" : "BAD"} ${url.pathname} ${JSON.stringify(fields)}`);
  if (!good) return response.writeHead(403).end();
  const answer = await documents[url.pathname]?.(fields);
  if (answer) return response.writeHead(200, { "Content-Type": "text/xml" }).end(answer.toString());
  response.writeHead(answer === "" ? 204 : 500).end();
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
