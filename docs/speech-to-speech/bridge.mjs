// A caller talks to a speech-to-speech model. Sound goes both ways at 24 kHz, so that nothing is converted here:
//
//   caller ── SIP ──► gateway ── ws …/audio ──► this ── wss ──► model
//
// CONNECTION_STRING   of the gateway's resource          HERE         where the gateway finds this: http://127.0.0.1:3000
// MODEL_URL           wss://…/v1/realtime?model=…         MODEL_KEY    its key
// INSTRUCTIONS        what the model is to be
import { createServer } from "node:http";
import { CallAutomationClient, StreamingData, createOutboundAudioData, createOutboundStopAudioData, parseCallAutomationEvent } from "@azure/communication-call-automation";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { WebSocket, WebSocketServer } from "ws";

const { CONNECTION_STRING, HERE = "http://127.0.0.1:3000", MODEL_URL, MODEL_KEY, INSTRUCTIONS = "You answer the phone of a bakery. Be brief and friendly." } = process.env;
const client = new CallAutomationClient(CONNECTION_STRING);
const endpoint = CONNECTION_STRING.match(/endpoint=(.*?)\/?;accesskey=/i)[1];
const { issuer, jwks_uri } = await (await fetch(`${endpoint}/calling/.well-known/acsopenidconfiguration`)).json();
const keys = createRemoteJWKSet(new URL(jwks_uri));

async function answer(context) {
  await client.answerCall(context, `${HERE}/callbacks`, {
    mediaStreamingOptions: {
      transportType: "websocket", transportUrl: `${HERE.replace("http", "ws")}/audio`, contentType: "audio",
      audioChannelType: "mixed", audioFormat: "pcm24KMono", enableBidirectional: true, startMediaStreaming: true,
    },
  });
}

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const list = JSON.parse(body);
  if (request.url === "/events") {
    const [event] = list;
    if (event.eventType === "Microsoft.EventGrid.SubscriptionValidationEvent") return response.setHeader("content-type", "application/json").end(JSON.stringify({ validationResponse: event.data.validationCode }));
    if (event.eventType === "Microsoft.Communication.IncomingCall") await answer(event.data.incomingCallContext);
  } else {
    const { kind, resultInformation } = parseCallAutomationEvent(list);
    console.log(kind, resultInformation?.message ?? "");
  }
  response.end();
});

// Only the gateway may connect: its token is checked as that of a callback is.
const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", async (request, socket, head) => {
  try {
    await jwtVerify((request.headers.authorization ?? "").replace("Bearer ", ""), keys, { issuer });
    sockets.handleUpgrade(request, socket, head, (gateway) => bridge(gateway, request.headers["x-ms-call-connection-id"]));
  } catch {
    socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n");
  }
});

function bridge(gateway, call) {
  const model = new WebSocket(MODEL_URL, { headers: { authorization: `Bearer ${MODEL_KEY}` } });
  const tell = (event) => model.readyState === WebSocket.OPEN && model.send(JSON.stringify(event));
  const pcm = { type: "audio/pcm", rate: 24000 };
  model.on("open", () => {
    tell({ type: "session.update", session: { type: "realtime", instructions: INSTRUCTIONS, output_modalities: ["audio"], audio: { input: { format: pcm, turn_detection: { type: "server_vad" } }, output: { format: pcm } } } });
    tell({ type: "response.create" }); // it greets
  });
  model.on("message", (text) => {
    const event = JSON.parse(text);
    if (event.type === "response.output_audio.delta") gateway.send(createOutboundAudioData(event.delta));
    else if (event.type === "input_audio_buffer.speech_started") gateway.send(createOutboundStopAudioData()); // the caller interrupts: what waits is not to be heard
    else if (event.type === "error") console.error("model:", event.error.message);
  });
  gateway.on("message", (text) => {
    const data = StreamingData.parse(text.toString());
    if (StreamingData.getStreamingKind() === "AudioData") tell({ type: "input_audio_buffer.append", audio: data.data });
  });
  gateway.on("close", () => model.close());
  model.on("close", () => gateway.close());
  model.on("error", (error) => {
    console.error("model:", error.message);
    client.getCallConnection(call).hangUp(true).catch((failure) => console.error("gateway:", failure.message));
  });
}

server.listen(new URL(HERE).port, new URL(HERE).hostname, () => console.log("ready"));
