// A model that speaks OpenAI's realtime protocol, as far as an application needs it: it greets with 1500 Hz, and when it has heard two seconds of 1000 Hz it is interrupted and answers with 600 Hz. Both are far longer than they are to be heard.
import assert from "node:assert/strict";
import { WebSocketServer } from "ws";

const rate = 24000;

function tone(hertz, seconds) {
  const samples = Buffer.alloc(2 * rate * seconds);
  for (let i = 0; i < rate * seconds; i++) samples.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * hertz * i) / rate)), 2 * i);
  return samples;
}

/** Part of the energy that is at the frequency. */
function share(samples, hertz) {
  let [re, im, all] = [0, 0, 0];
  for (let i = 0; i < samples.length >> 1; i++) {
    const s = samples.readInt16LE(2 * i);
    all += s * s;
    re += s * Math.cos((2 * Math.PI * hertz * i) / rate);
    im += s * Math.sin((2 * Math.PI * hertz * i) / rate);
  }
  return all > 1e6 ? (2 * (re * re + im * im)) / (samples.length >> 1) / all : 0;
}

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.env.MODEL_PORT) });
server.on("listening", () => console.log("ready"));
server.on("connection", (socket, request) => {
  const say = (event) => socket.send(JSON.stringify(event));
  const speak = (hertz) => {
    const sound = tone(hertz, 20);
    for (let at = 0; at < sound.length; at += 9600) say({ type: "response.output_audio.delta", response_id: "r", item_id: "i", output_index: 0, content_index: 0, delta: sound.subarray(at, at + 9600).toString("base64") });
    say({ type: "response.output_audio.done" });
  };
  assert.equal(request.headers.authorization, "Bearer model-key");
  say({ type: "session.created", session: {} });
  let [heard, answered] = [0, false];
  socket.on("close", () => console.log("closed"));
  socket.on("message", (text) => {
    const event = JSON.parse(text);
    if (event.type === "session.update") {
      assert.deepEqual([event.session.type, event.session.audio.input.format, event.session.audio.output.format], ["realtime", { type: "audio/pcm", rate }, { type: "audio/pcm", rate }]);
      say({ type: "session.updated", session: event.session });
    } else if (event.type === "response.create") speak(1500);
    else if (event.type === "input_audio_buffer.append") {
      const samples = Buffer.from(event.audio, "base64");
      if (share(samples, 1000) > 0.9) heard += samples.length / 2 / rate;
      if (heard < 2 || answered) return;
      answered = true;
      console.log("heard");
      say({ type: "input_audio_buffer.speech_started", audio_start_ms: 0, item_id: "u" });
      speak(600);
    } else say({ type: "error", error: { type: "invalid_request_error", message: `unknown event ${event.type}` } });
  });
});
