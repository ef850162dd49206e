// A message centre made of the npm package smpp. What it does with a message is told by the last two digits of the recipient:
//   01 refuses it   02 asks for rest the first time   03 never answers   04 ends the connection instead of answering   else takes it
// With registered delivery it reports DELIVRD 50 ms later. Control by HTTP: GET /taken, /count, POST /deliver {from, to, text, parts?}, POST /report {id, state}, GET /binds, POST /drop, POST /hold {ms},
// POST /keep (reports from now on), POST /release (all that were kept, at once).
import http from 'node:http';
import { readFileSync } from 'node:fs';
import smpp from 'smpp';

const [port, control, password, cert, key] = process.argv.slice(2);
const taken = [], binds = [], delivered = [], rested = new Set(), sessions = new Set();
let next = 1, delay = 0, kept = null;

const onSession = session => {
  sessions.add(session);
  session.on('close', () => sessions.delete(session));
  session.on('error', () => sessions.delete(session));
  session.on('bind_transceiver', pdu => {
    const good = pdu.password === password;
    binds.push({ systemId: pdu.system_id, good });
    session.send(pdu.response({ command_status: good ? 0 : smpp.ESME_RINVPASWD, system_id: 'smsc' }));
    if (!good) session.close();
    else redeliver(session);
  });
  session.on('enquire_link', pdu => session.send(pdu.response()));
  session.on('unbind', pdu => { session.send(pdu.response()); session.close(); });
  session.on('submit_sm', pdu => submitted(session, pdu));
};

function submitted(session, pdu) {
  const rule = pdu.destination_addr.slice(-2);
  if (rule === '03') return;
  if (rule === '04') { session.socket.destroy(); return; }
  if (rule === '01') { session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR })); return; }
  if (rule === '02' && !rested.has(pdu.destination_addr)) { rested.add(pdu.destination_addr); session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED })); return; }
  const id = (next++).toString(16).toUpperCase().padStart(8, '0');
  const body = pdu.message_payload ?? pdu.short_message;
  const header = body.udh?.map(element => [...element]).find(element => element[0] === 0);
  taken.push({ id, from: pdu.source_addr, to: pdu.destination_addr, text: body.message, coding: pdu.data_coding, reference: header?.[2] ?? pdu.sar_msg_ref_num, total: header?.[3] ?? pdu.sar_total_segments, part: header?.[4] ?? pdu.sar_segment_seqnum });
  setTimeout(() => session.send(pdu.response({ message_id: id })), delay);
  if (pdu.registered_delivery && kept) kept.push([session, id]);
  else if (pdu.registered_delivery) setTimeout(() => report(session, id, 'DELIVRD', 2), delay + 50);
}

function report(session, id, word, state) {
  session.deliver_sm({ esm_class: 4, source_addr: '1', destination_addr: '1', receipted_message_id: id, message_state: state,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2611280801 done date:2611280802 stat:${word} err:000 text:` });
}

// What was not answered with 0 is delivered again, at once and after the next bind.
function deliver(session, message) {
  session.deliver_sm({ ...message }, answer => {
    if (answer.command_status === 0) { message.done = true; delivered.push({ status: 0 }); }
    else { delivered.push({ status: answer.command_status }); setTimeout(() => deliver(session, message), 200); }
  });
}
const waiting = [];
function redeliver(session) { for (const message of waiting) if (!message.done) deliver(session, message); }

function inbound({ from, to, text, parts }) {
  const base = { source_addr_ton: 1, source_addr: from, dest_addr_ton: 1, destination_addr: to };
  const pieces = !parts ? [{ ...base, short_message: text }]
    : Array.from({ length: parts }, (_, i) => ({ ...base, esm_class: 0x40, data_coding: 8,
      short_message: { udh: Buffer.from([5, 0, 3, 77, parts, i + 1]), message: text.slice(Math.floor(text.length * i / parts), Math.floor(text.length * (i + 1) / parts)) } }));
  for (const piece of pieces) { waiting.push(piece); for (const session of sessions) deliver(session, piece); }
}

const centre = cert ? smpp.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, onSession) : smpp.createServer(onSession);
centre.on('error', () => { });
centre.listen(+port, '127.0.0.1', () => http.createServer((request, response) => {
  let body = '';
  request.on('data', piece => body += piece).on('end', () => {
    const said = body ? JSON.parse(body) : {};
    const [session] = sessions;
    switch (request.url) {
      case '/taken': return response.end(JSON.stringify(taken));
      case '/count': return response.end(`${taken.length}`);
      case '/binds': return response.end(JSON.stringify(binds));
      case '/delivered': return response.end(JSON.stringify(delivered));
      case '/deliver': inbound(said); break;
      case '/report': report(session, said.id, said.word, said.state); break;
      case '/drop': for (const one of sessions) one.socket.destroy(); break;
      case '/hold': delay = said.ms; break;
      case '/keep': kept = []; break;
      case '/release': for (const [of, id] of kept) report(of, id, 'DELIVRD', 2); kept = null; break;
    }
    response.end('{}');
  });
}).listen(+control, '127.0.0.1', () => console.log('ready')));
