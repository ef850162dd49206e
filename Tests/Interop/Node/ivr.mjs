// The application of docs/test-calls.md: answers, asks for a choice by key or voice, says what was chosen, and hangs up.
import { createServer } from "node:http";
import { CallAutomationClient, parseCallAutomationEvent } from "@azure/communication-call-automation";

const client = new CallAutomationClient(process.env.CONNECTION_STRING);
const port = Number(process.env.APP_PORT ?? 3000);
const here = `http://127.0.0.1:${port}`;
const text = (words) => ({ kind: "textSource", text: words });
const choices = [
  { label: "sales", phrases: ["sales department"], tone: "one" },
  { label: "support", phrases: ["technical support"], tone: "two" },
];

async function onEvent([event]) {
  if (event.eventType === "Microsoft.EventGrid.SubscriptionValidationEvent") return { validationResponse: event.data.validationCode };
  if (event.eventType === "Microsoft.Communication.IncomingCall") await client.answerCall(event.data.incomingCallContext, `${here}/callbacks`);
}

async function onCallback(body) {
  const event = parseCallAutomationEvent(body);
  const call = client.getCallConnection(event.callConnectionId);
  const media = call.getCallMedia();
  if (event.kind === "CallConnected") {
    const [caller] = (await call.listParticipants()).values;
    await media.startRecognizing(caller.identifier, { kind: "callMediaRecognizeChoiceOptions", choices, playPrompt: text("Press 1 for sales, 2 for support."), interruptPrompt: true });
  } else if (event.kind === "RecognizeCompleted") await media.playToAll([text(`You have chosen ${event.choiceResult.label}.`)]);
  else if (event.kind === "RecognizeFailed") await media.playToAll([text("Goodbye.")]);
  else if (event.kind === "PlayCompleted") await call.hangUp(true);
}

createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const answer = request.url === "/events" ? await onEvent(JSON.parse(body)) : await onCallback(JSON.parse(body));
  response.setHeader("content-type", "application/json").end(JSON.stringify(answer ?? {}));
}).listen(port, "127.0.0.1", () => console.log("@listening"));
