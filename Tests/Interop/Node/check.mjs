// What the scripts share: cases with names, run in order, and the ways an SDK refuses.
import assert from "node:assert/strict";

export { assert };

export const connectionString = process.env.CONNECTION_STRING ?? "";
export const endpoint = connectionString.match(/endpoint=(.*);accesskey=/i)?.[1] ?? "";

/** Runs `{ "what is so": async () => {…} }` and ends the process: 0 when all went well. */
export async function run(cases) {
  let failed = 0;
  for (const [name, act] of Object.entries(cases)) {
    try {
      await act();
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED ${name}: ${error.stack ?? error}`);
    }
  }
  console.log(`${Object.keys(cases).length - failed} of ${Object.keys(cases).length}`);
  process.exit(failed === 0 ? 0 : 1);
}

/** The promise must be refused by the gateway with this status and code; gives the error. */
export async function refused(promise, status, code) {
  try {
    await promise;
  } catch (error) {
    assert.equal(error.statusCode, status, `${error.statusCode} ${error.code} ${error.message}`);
    assert.equal(error.code, code);
    assert.ok(error.message.length > 10, "an error says what to change");
    return error;
  }
  assert.fail(`was not refused with ${status} ${code}`);
}

/** The middle part of a JSON Web Token. */
export function claims(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}
