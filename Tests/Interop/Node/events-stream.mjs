// The stream of server-sent events, signed by the SDK's own policy: prints the first event whose message is $MESSAGE.
import { createCommunicationAuthPolicy, parseClientArguments } from "@azure/communication-common";
import { createDefaultHttpClient, createEmptyPipeline, createPipelineRequest } from "@azure/core-rest-pipeline";
import { assert, connectionString, endpoint, run } from "./check.mjs";

await run({
  "an event arrives as it happens": async () => {
    const pipeline = createEmptyPipeline();
    pipeline.addPolicy(createCommunicationAuthPolicy(parseClientArguments(connectionString).credential));
    const request = createPipelineRequest({ url: `${endpoint}events/stream?api-version=2023-10-01`, streamResponseStatusCodes: new Set([200]) });
    const answer = await pipeline.sendRequest(createDefaultHttpClient(), request);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^text\/event-stream/);
    console.log("listening");
    let text = "";
    for await (const part of answer.readableStreamBody) {
      text += part;
      const found = text.match(/id: (.*)\nevent: (.*)\ndata: (.*)\n\n/);
      if (!found) continue;
      const event = JSON.parse(found[3]);
      assert.equal(event.id, found[1]);
      assert.equal(event.type, found[2]);
      assert.equal(event.data.message, process.env.MESSAGE);
      return;
    }
    assert.fail("the stream ended");
  },
});
