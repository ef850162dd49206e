// Twilio, as far as our adapter asks it: prism checks each request against Twilio's own document and gives the example answer; this remembers what an account has, and signs webhooks by the npm
// package twilio. What it does with a message is told by the last two digits of the recipient:
//   01 refuses it (21211)   02 asks for rest the first time (429)   03 never answers   04 ends the connection instead of answering   07 says that the recipient opted out (21610)   else takes it
// With a number that is bought: 01 is refused (21422), 02 asks for rest the first time, 03 is not sold and 04 is sold, both without an answer.
// Each status callback is called 50 ms later with "sent", then "delivered". Control by HTTP on the second port: GET /taken, /calls; POST /deliver {url, from, to, text}, /sign {url, params}, /gone, /reset, /hold {ms, what?} (a part of "METHOD /path"; all without it).
import http from 'node:http';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import twilio from 'twilio';

const [port, control, prismPort, accountSid, authToken] = process.argv.slice(2);
const here = name => fileURLToPath(new URL(name, import.meta.url));
const prism = spawn(process.execPath, [here('node_modules/@stoplight/prism-cli/dist/index.js'), 'mock', '-h', '127.0.0.1', '-p', prismPort, here('twilio-oai.json')], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => prism.kill());
process.on('SIGTERM', () => process.exit(0));
await new Promise(ready => prism.stdout.on('data', text => { if (String(text).includes('listening')) ready(); }));
prism.stdout.resume();

let account;
const reset = () => account = { messages: [], rested: new Set(), numbers: [], sales: [], lists: {}, next: 1, hold: 0, held: '', calls: [] };
reset();
const sid = kind => kind + (account.next++).toString(16).padStart(32, '0');
const sockets = new Set();

function ask(method, url, headers, body) {
  return new Promise((done, failed) => {
    const request = http.request({ host: '127.0.0.1', port: prismPort, method, path: url, headers }, response => {
      let text = '';
      response.on('data', piece => text += piece).on('end', () => done({ status: response.statusCode, text }));
    });
    request.on('error', failed).end(body);
  });
}

const fault = (status, code, message, headers = {}) => ({ status, headers, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } });

async function serve(request, response, body) {
  const url = new URL(request.url, 'http://mock');
  account.calls.push(`${request.method} ${url.pathname}`);
  const user = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString();
  if (!user.endsWith(`:${authToken}`)) return send(response, fault(401, 20003, 'Authenticate'));
  const price = prices(url.pathname);
  if (price) return send(response, { status: 200, json: price });
  const checked = await ask(request.method, request.url, { ...request.headers, host: 'api.twilio.com' }, body);
  if (checked.status >= 400) return send(response, fault(400, 20001, `prism: ${checked.text}`));
  const example = checked.text ? JSON.parse(checked.text) : null;
  const answer = made(request, url, new URLSearchParams(body), example);
  if (answer) setTimeout(() => send(response, answer), `${request.method} ${url.pathname}`.includes(account.held) ? account.hold : 0);
}

// Prices of numbers and messages are in Twilio's version 1, of which there is no document here: as its pages show them.
function prices(path) {
  const country = path.match(/^\/v1\/(PhoneNumbers|Messaging)\/Countries\/US$/);
  if (!country) return null;
  const base = { country: 'United States', iso_country: 'US', price_unit: 'USD', url: `https://pricing.twilio.com${path}` };
  return country[1] === 'PhoneNumbers'
    ? { ...base, phone_number_prices: [{ number_type: 'local', base_price: '1.15', current_price: '1.15' }, { number_type: 'toll free', base_price: '2.15', current_price: '2.15' }, { number_type: 'national', base_price: null, current_price: null }] }
    : { ...base, inbound_sms_prices: [], outbound_sms_prices: [{ carrier: 'AT&T', mcc: '310', mnc: '410', prices: [{ number_type: 'local', base_price: '0.0083', current_price: '0.0079' }, { number_type: 'shortcode', base_price: '0.0083', current_price: '0.0083' }] }] };
}

// What the account makes of it; undefined: it is never answered, or was hung up on.
function made(request, url, form, example) {
  const path = url.pathname.replace(`/2010-04-01/Accounts/${accountSid}`, '');
  if (request.method === 'POST' && path === '/Messages.json') return message(form, request, example);
  for (const area of areas) {
    const found = area(request.method, path, form, url.searchParams, example);
    if (found !== null) return found;
  }
  return { status: 200, json: example };
}

function message(form, request, example) {
  const [to, from, text] = [form.get('To'), form.get('From'), form.get('Body')];
  const rule = to?.slice(-2);
  if (rule === '01') return fault(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
  if (rule === '02' && !account.rested.has(to)) { account.rested.add(to); return fault(429, 20429, 'Too Many Requests', { 'Retry-After': '2' }); }
  if (rule === '07') return fault(400, 21610, 'Attempt to send to unsubscribed recipient');
  const id = sid('SM');
  account.messages.push({ sid: id, to, from, text, service: form.get('MessagingServiceSid'), callback: form.get('StatusCallback') });
  if (rule !== '08') report(form.get('StatusCallback'), { MessageSid: id, To: to, From: from, AccountSid: accountSid, ApiVersion: '2010-04-01' });
  if (rule === '03' || rule === '08') return undefined;
  if (rule === '04') { request.socket.destroy(); return undefined; }
  return { status: 201, json: { ...example, sid: id, to, from, body: text, account_sid: accountSid, status: 'queued' } };
}

// Numbers: what is bought is owned and listed.
const areas = [
  (method, path, form, query, example) => {
    const one = path.match(/^\/IncomingPhoneNumbers\/(PN[0-9a-f]{32})\.json$/);
    if (method === 'POST' && path === '/IncomingPhoneNumbers.json') {
      const number = form.get('PhoneNumber');
      const rule = number.slice(-2);
      if (rule === '01') return fault(400, 21422, `PhoneNumber ${number} is not available`);
      if (rule === '02' && !account.rested.has(number)) { account.rested.add(number); return fault(429, 20429, 'Too Many Requests', { 'Retry-After': '2' }); }
      if (rule === '03') return undefined;
      if (account.numbers.some(owned => owned.phone_number === number)) return fault(400, 21422, `PhoneNumber ${number} is not available`);
      const owned = { sid: sid('PN'), phone_number: number, friendly_name: form.get('FriendlyName') ?? number, ...settings(form) };
      account.numbers.push(owned);
      account.sales.push(number);
      if (rule === '04') return undefined;
      return { status: 201, json: { ...example, ...owned } };
    }
    if (method === 'GET' && path === '/IncomingPhoneNumbers.json') {
      const page = account.numbers.filter(owned => (!query.get('FriendlyName') || owned.friendly_name === query.get('FriendlyName')) && (!query.get('PhoneNumber') || owned.phone_number === query.get('PhoneNumber')));
      return { status: 200, json: { ...example, incoming_phone_numbers: page.map(owned => ({ ...example.incoming_phone_numbers[0], ...owned })), next_page_uri: null } };
    }
    if (!one) return null;
    const at = account.numbers.findIndex(owned => owned.sid === one[1]);
    if (at < 0) return fault(404, 20404, 'The requested resource was not found');
    if (method === 'DELETE') { account.numbers.splice(at, 1); return { status: 204, json: null }; }
    if (method === 'POST') Object.assign(account.numbers[at], settings(form));
    return { status: 200, json: { ...example, ...account.numbers[at] } };
  },
  (method, path, form, query, example) => {
    if (method !== 'GET' || !/^\/AvailablePhoneNumbers\/[A-Z]{2}\/\w+\.json$/.test(path)) return null;
    const free = Array.from({ length: 4 }, (_, i) => ({ phone_number: `+1425555019${i}`, friendly_name: `(425) 555-019${i}`, locality: 'Bellevue', region: 'WA', iso_country: 'US', capabilities: { voice: true, SMS: true, MMS: true } }));
    return { status: 200, json: { ...example, available_phone_numbers: free.map(number => ({ ...example.available_phone_numbers[0], ...number })) } };
  },
  (method, path, form, query, example) => {
    if (path === '/AvailablePhoneNumbers.json') return { status: 200, json: { ...example, countries: [...example.countries, { ...example.countries[0], country_code: 'US', country: 'United States' }] } };
    if (path === '/AvailablePhoneNumbers/US.json') return { status: 200, json: { ...example, country_code: 'US', country: 'United States', subresource_uris: { local: '/', toll_free: '/' } } };
    return null;
  },
  // Lists of a trunk, a credential list …: what is made is listed.
  (method, path, form, query, example) => {
    const list = path.match(/^(?:\/v1\/Trunks(?:\/TK[0-9a-f]{32}\/\w+)?|\/SIP\/[\w/]+\.json)$/);
    if (!list) return null;
    const kept = account.lists[path] ??= [];
    if (method === 'POST') {
      const entry = { ...example, ...Object.fromEntries([...form].map(([name, value]) => [snake(name), value])) };
      entry.sid = form.get('CredentialListSid') ?? form.get('IpAccessControlListSid') ?? form.get('PhoneNumberSid') ?? sid((example.sid ?? 'XX').slice(0, 2));
      delete entry.password;
      kept.push(entry);
      return { status: 201, json: entry };
    }
    const name = Object.keys(example).find(key => Array.isArray(example[key]));
    return { status: 200, json: { ...example, [name]: kept, ...(example.meta ? { meta: { ...example.meta, key: name, next_page_url: null } } : { next_page_uri: null }) } };
  },
];

const snake = name => name.replace(/(?!^)[A-Z]/g, letter => '_' + letter).toLowerCase();
const settings = form => Object.fromEntries([...form].filter(([name]) => name !== 'PhoneNumber').map(([name, value]) => [snake(name), value]));

function send(response, { status, headers = {}, json }) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(json === null ? '' : JSON.stringify(json));
}

async function report(callback, base) {
  if (!callback) return;
  for (const word of ['sent', 'delivered']) {
    await new Promise(soon => setTimeout(soon, 50));
    await hook(callback, { ...base, MessageStatus: word, SmsStatus: word, SmsSid: base.MessageSid });
  }
}

// Again after a failure, as "#rc=5&rp=all" asks for.
async function hook(url, params, left = 5) {
  const [target, wish] = url.split('#');
  try {
    const answer = await fetch(target, { method: 'POST', headers: { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, target, params) }, body: new URLSearchParams(params) });
    if (answer.ok || left === 0 || !wish) return answer.status;
  } catch {
    if (left === 0) return 0;
  }
  await new Promise(soon => setTimeout(soon, 100));
  return hook(url, params, left - 1);
}

const read = request => new Promise(done => { let body = ''; request.on('data', piece => body += piece).on('end', () => done(body)); });
const mock = http.createServer(async (request, response) => { const body = await read(request); serve(request, response, body).catch(wrong => send(response, fault(500, 0, String(wrong)))); });
mock.on('connection', socket => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); });
const open = () => new Promise(ready => mock.listening ? ready() : mock.listen(+port, '127.0.0.1', ready));
await open();

http.createServer(async (request, response) => {
  const body = await read(request), said = body ? JSON.parse(body) : {};
  let answer = {};
  switch (request.url) {
    case '/taken': answer = account.messages; break;
    case '/calls': answer = account.calls; break;
    case '/numbers': answer = account.numbers; break;
    case '/sales': answer = account.sales; break;
    case '/lists': answer = account.lists; break;
    case '/deliver': hook(said.url, { MessageSid: said.sid ?? sid('SM'), SmsSid: 'x', AccountSid: accountSid, ApiVersion: '2010-04-01', From: said.from, To: said.to, Body: said.text, NumMedia: '0', ...said.more }); break;
    case '/sign': answer = { signature: said.body !== undefined ? twilio.getExpectedTwilioSignature(authToken, said.url, {}) : twilio.getExpectedTwilioSignature(authToken, said.url, said.params), bodyHash: said.body === undefined ? '' : twilio.getExpectedBodyHash(said.body) }; break;
    case '/gone': mock.close(); for (const socket of sockets) socket.destroy(); break;
    case '/reset': reset(); await open(); break;
    case '/hold': account.hold = said.ms; account.held = said.what ?? ''; break;
  }
  response.end(JSON.stringify(answer));
}).listen(+control, '127.0.0.1', () => console.log('ready'));
