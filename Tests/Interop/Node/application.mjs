// What applications of call automation have in common: a sound to serve, requests of the gateway's own operations, and something to be done by who started the script.
import { createHash, createHmac } from "node:crypto";
import { createInterface } from "node:readline";
import { connectionString } from "./check.mjs";

/** A WAV of one tone. */
export function tone(hertz, seconds, rate = 16000) {
  const samples = Math.round(rate * seconds);
  const file = Buffer.alloc(44 + 2 * samples);
  file.write("RIFF", 0); file.writeUInt32LE(36 + 2 * samples, 4); file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16); file.writeUInt16LE(1, 20); file.writeUInt16LE(1, 22); file.writeUInt32LE(rate, 24); file.writeUInt32LE(2 * rate, 28); file.writeUInt16LE(2, 32); file.writeUInt16LE(16, 34);
  file.write("data", 36); file.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++) file.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * hertz * i) / rate)), 44 + 2 * i);
  return file;
}

/** A request of our own, signed as the SDK signs. */
export async function signed(method, url, body = "") {
  const { pathname, search, host } = new URL(url);
  const date = new Date().toUTCString();
  const hash = createHash("sha256").update(body).digest("base64");
  const key = Buffer.from(connectionString.match(/accesskey=(.*)/i)[1], "base64");
  const signature = createHmac("sha256", key).update(`${method}\n${pathname}${search}\n${date};${host};${hash}`).digest("base64");
  return fetch(url, { method, body: body || undefined, headers: { "content-type": "application/json", "x-ms-date": date, "x-ms-content-sha256": hash, authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}` } });
}

/** Waits until `check` gives something. */
export async function until(what, check, seconds = 30, instead = () => "") {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await new Promise((done) => setTimeout(done, 30))) {
    const found = await check();
    if (found) return found;
  }
  throw new Error(`${what} did not come within ${seconds} s${instead()}`);
}

let lines, last = Promise.resolve();

/** Has something done by who started this ("@dial"), one thing at a time, and waits for the line that says that it was. */
export function ask(what) {
  lines ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  return (last = last.then(async () => {
    console.log(`@${what}`);
    await lines.next();
  }));
}
