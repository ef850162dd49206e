// Cuts Twilio's OpenAPI documents (github.com/twilio/twilio-oai, MIT licence) down to the paths that we ask, in one document without prose: node twilio-cut.mjs FOLDER > twilio-oai.json
import { readFileSync } from 'node:fs';

const account = '/2010-04-01/Accounts/{AccountSid}';
const wanted = {
  'twilio_api_v2010.json': ['/Messages.json', '/Messages/{Sid}.json', '/AvailablePhoneNumbers.json', '/AvailablePhoneNumbers/{CountryCode}.json', '/AvailablePhoneNumbers/{CountryCode}/Local.json',
    '/AvailablePhoneNumbers/{CountryCode}/TollFree.json', '/AvailablePhoneNumbers/{CountryCode}/Mobile.json', '/AvailablePhoneNumbers/{CountryCode}/National.json', '/IncomingPhoneNumbers.json', '/IncomingPhoneNumbers/{Sid}.json',
    '/SIP/CredentialLists.json', '/SIP/CredentialLists/{CredentialListSid}/Credentials.json', '/SIP/IpAccessControlLists.json', '/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses.json'].map(path => account + path),
  'twilio_trunking_v1.json': ['', '/{Sid}', '/{TrunkSid}/OriginationUrls', '/{TrunkSid}/CredentialLists', '/{TrunkSid}/IpAccessControlLists', '/{TrunkSid}/PhoneNumbers', '/{TrunkSid}/PhoneNumbers/{Sid}'].map(path => '/v1/Trunks' + path),
  'twilio_lookups_v2.json': ['/v2/PhoneNumbers/{PhoneNumber}'],
  'twilio_pricing_v2.json': ['/v2/Voice/Countries/{IsoCountry}', '/v2/Trunking/Countries/{IsoCountry}'],
};

const out = { openapi: '3.0.1', info: { title: 'Twilio, cut down', version: '2026-04-14', license: { name: 'MIT' } }, paths: {}, components: { schemas: {}, securitySchemes: {} } };
for (const [file, paths] of Object.entries(wanted)) {
  const document = JSON.parse(readFileSync(`${process.argv[2]}/${file}`, 'utf8'));
  Object.assign(out.components.securitySchemes, document.components.securitySchemes);
  for (const path of paths) {
    if (!document.paths[path]) throw new Error(`${file} has no ${path}`);
    out.paths[path] = bare(document.paths[path], true);
  }
  const missing = () => [...JSON.stringify(out).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(match => match[1]).filter(name => !out.components.schemas[name] && document.components.schemas[name]);
  for (let names = missing(); names.length; names = missing()) for (const name of names) out.components.schemas[name] = bare(document.components.schemas[name]);
}
process.stdout.write(JSON.stringify(out, null, 1) + '\n');

// Prose, links and the generator's own fields say nothing to a mock. A property may be named "description": only in a schema's properties, which are copied by name.
function bare(node, isPath = false) {
  if (Array.isArray(node)) return node.map(item => bare(item));
  if (node === null || typeof node !== 'object') return node;
  const kept = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') kept[key] = Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, bare(schema)]));
    else if (key === 'description' && isResponse(node)) kept[key] = '';
    else if (key === 'examples') kept[key] = Object.fromEntries(Object.entries(value).slice(0, 1));
    else if (!['summary', 'tags', 'servers', 'x-twilio', 'x-maturity', 'x-is-parent-child', 'x-path-type', 'externalDocs', 'description'].includes(key)) kept[key] = bare(value);
  }
  return kept;
}

function isResponse(node) { return 'description' in node && !('type' in node) && !('in' in node) && !('schema' in node); }
