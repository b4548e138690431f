// An ARS in Node.js and the stock openssl, written from the contract alone: no line of Jauge's own receiver.
// node receiver.mjs DIRECTORY PORT ORGANISATION
// DIRECTORY holds ca.pem, server.crt, server.key, receipt.crt, receipt.key; reports go to DIRECTORY/rapports.
import https from 'node:https'
import fs from 'node:fs'
import path from 'node:path'
import crypto from 'node:crypto'
import { spawnSync } from 'node:child_process'

const [directory, port, organisation] = process.argv.slice(2)
const file = (name) => path.join(directory, name)
const held = file('rapports')
fs.mkdirSync(held, { recursive: true })
const largest = 8 * 1024 * 1024
const mediaType = 'application/vnd.etsi.asic-e+zip'
const members = ['mimetype', 'rapport.json', 'rapport.csv', 'rapport.html', 'META-INF/ASiCManifest.xml',
  'META-INF/signature.p7s']

class Refusal extends Error {
  constructor(status, detail) { super(detail); this.status = status }
}
const refuse = (status, detail) => { throw new Refusal(status, detail) }
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes)

// ── The container ────────────────────────────────────────────────────────────────────────────────

const crcTable = new Uint32Array(256).map((_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n
})
function crc32(bytes) {
  let sum = 0xffffffff
  for (const byte of bytes) sum = crcTable[(sum ^ byte) & 0xff] ^ (sum >>> 8)
  return (sum ^ 0xffffffff) >>> 0
}

// The one form the contract allows, from its six members: all else must equal it byte for byte.
function pack(contents) {
  const out = []
  const directoryEntries = []
  let offset = 0
  members.forEach((name, i) => {
    const common = Buffer.alloc(26)
    common.writeUInt16LE(10, 0)
    common.writeUInt16LE(0x0021, 8)
    common.writeUInt32LE(crc32(contents[i]), 10)
    common.writeUInt32LE(contents[i].length, 14)
    common.writeUInt32LE(contents[i].length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), contents[i]])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directoryEntries.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([63, 3]), common, tail,
      Buffer.from(name)]))
    out.push(local)
    offset += local.length
  })
  const central = Buffer.concat(directoryEntries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...out, central, end])
}

function unpack(bytes) {
  let position = 0
  const contents = members.map((name) => {
    if (position + 30 + name.length > bytes.length) refuse(422, 'not a sealed report')
    const size = bytes.readUInt32LE(position + 18)
    position += 30 + name.length
    if (position + size > bytes.length) refuse(422, 'not a sealed report')
    position += size
    return bytes.subarray(position - size, position)
  })
  if (contents[0].toString() !== mediaType || !pack(contents).equals(bytes)) refuse(422, 'not a canonical container')
  return contents
}

function openssl(...args) {
  return spawnSync('openssl', args, { encoding: 'buffer' })
}

// Seal and digests; gives rapport.json.
function verify(bytes) {
  const contents = unpack(bytes)
  const work = fs.mkdtempSync(file('verification-'))
  try {
    const place = (name, content) => { fs.writeFileSync(path.join(work, name), content); return path.join(work, name) }
    const signer = path.join(work, 'who.pem')
    const done = openssl('cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', place('s.p7s', contents[5]),
      '-content', place('m.xml', contents[4]), '-CAfile', file('ca.pem'), '-no-CApath', '-no-CAstore',
      '-signer', signer, '-out', '/dev/null')
    if (done.status !== 0) refuse(422, `seal: ${done.stderr}`)
    const subject = new crypto.X509Certificate(fs.readFileSync(signer)).subject.split('\n')
    const units = subject.filter((line) => line.startsWith('OU=')).map((line) => line.slice(3))
    if (units.length !== 1 || units[0] !== organisation) refuse(422, `sealed by ${units}`)
  } finally {
    fs.rmSync(work, { recursive: true })
  }
  const manifest = contents[4].toString()
  for (const i of [1, 2, 3]) {
    const wanted = new RegExp(`URI="${members[i].replace('.', '\\.')}"[^]*?<ds:DigestValue>([^<]*)</ds:DigestValue>`)
    const found = wanted.exec(manifest)
    if (!found || found[1] !== sha256(contents[i]).digest('base64')) refuse(422, `digest of ${members[i]}`)
  }
  return contents[1]
}

const base = 'https://jauge.example/fhir/'
function facts(json) {
  const bundle = JSON.parse(json)
  if (bundle.resourceType !== 'Bundle' || bundle.type !== 'collection') refuse(422, 'no collection')
  const provenance = bundle.entry.map((entry) => entry.resource).filter((r) => r.resourceType === 'Provenance')
  if (provenance.length !== 1) refuse(422, 'no Provenance')
  const value = (name, type) => provenance[0].extension.find(
    (extension) => extension.url === `${base}StructureDefinition/${name}`)?.[type]
  return {
    identifier: bundle.identifier.value,
    sequence: value('sequence', 'valueInteger'),
    previous: value('previous', 'valueString') ?? null,
    json: sha256(json).digest('hex')
  }
}

// ── What is held: three files a report, written whole, synced, then named ────────────────────────

function store(name, content) {
  const part = path.join(held, `${name}.part`)
  const handle = fs.openSync(part, 'w')
  fs.writeSync(handle, content)
  fs.fsyncSync(handle)
  fs.closeSync(handle)
  fs.renameSync(part, path.join(held, name))
  const folder = fs.openSync(held, 'r')
  fs.fsyncSync(folder)
  fs.closeSync(folder)
}
const nameOf = (key) => `${key.project}_${key.region}_${key.month}_${key.revision}`
const read = (name) => fs.existsSync(path.join(held, name)) ? fs.readFileSync(path.join(held, name)) : null

function entries(project, region) {
  return fs.readdirSync(held).filter((name) => name.startsWith(`${project}_${region}_`) && name.endsWith('.json'))
    .map((name) => JSON.parse(fs.readFileSync(path.join(held, name))))
}
function chainHead(project, region) {
  const all = entries(project, region)
  let head = null
  for (let sequence = 1; ; sequence++) {
    const next = all.find((entry) => entry.sequence === sequence && entry.previous === head)
    if (!next) return head
    head = next.json
  }
}

function receiptOf(key) {
  const name = nameOf(key)
  const given = read(`${name}.accuse`)
  if (given) return given
  const entry = JSON.parse(read(`${name}.json`))
  const text = JSON.stringify({
    format: 'jauge-receipt/1', project: key.project, region: key.region, month: key.month, revision: key.revision,
    sha256: entry.sha256, received_at: entry.received_at, chain_head: chainHead(key.project, key.region)
  })
  const content = path.join(held, `${name}.text`)
  fs.writeFileSync(content, text)
  const signed = openssl('cms', '-sign', '-cades', '-binary', '-nodetach', '-md', 'sha256', '-outform', 'DER',
    '-in', content, '-signer', file('receipt.crt'), '-inkey', file('receipt.key'))
  fs.rmSync(content)
  if (signed.status !== 0) throw new Error(signed.stderr.toString())
  store(`${name}.accuse`, signed.stdout)
  return signed.stdout
}

// ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────

function put(key, headers, body) {
  const digest = sha256(body)
  const hex = digest.copy().digest('hex')
  if (headers['content-digest'] !== `sha-256=:${digest.digest('base64')}:`) refuse(400, 'Content-Digest')
  if (headers['idempotency-key'] !== `"${hex}"`) refuse(400, 'Idempotency-Key')
  if (headers['if-none-match'] !== '*') refuse(400, 'If-None-Match')
  const name = nameOf(key)
  const before = read(`${name}.json`)
  if (before) {
    if (JSON.parse(before).sha256 !== hex) refuse(412, 'another document is held')
    return [200, 'application/cms', receiptOf(key)]
  }
  const report = facts(verify(body))
  if (report.identifier !== `${key.project}/${key.region}/${key.month}/${key.revision}`) refuse(422, 'path and content')
  store(`${name}.asice`, body)
  // Last: where it is, the report is held.
  store(`${name}.json`, JSON.stringify({
    ...report, month: key.month, revision: Number(key.revision), sha256: hex,
    received_at: new Date().toISOString().replace(/\.\d+Z/, 'Z')
  }))
  return [201, 'application/cms', receiptOf(key)]
}

function answer(method, url, headers, body) {
  if (method === 'GET' && url === '/v1/etat') {
    const state = { format: 'jauge-etat/1', time: new Date().toISOString(), organisation }
    return [200, 'application/json', JSON.stringify(state)]
  }
  const route = new RegExp('^/v1/projets/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/regions/([0-9]{2,3})/rapports' +
    '(?:/([0-9]{4}-[0-9]{2})/([0-9]+)(/accuse)?)?$').exec(url)
  if (!route) refuse(404, 'no such path')
  const [, project, region, month, number, receipt] = route
  if (!month) {
    if (method !== 'GET') refuse(405, 'GET only')
    const list = entries(project, region).map(({ month, revision, sequence, sha256 }) =>
      ({ month, revision, sequence, sha256 }))
    return [200, 'application/json', JSON.stringify(list)]
  }
  const key = { project, region, month, revision: Number(number) }
  if (method === 'PUT' && !receipt) {
    if (headers['content-type'] !== mediaType) refuse(415, 'Content-Type')
    return put(key, headers, body)
  }
  if (method !== 'GET') refuse(405, 'GET only')
  if (!read(`${nameOf(key)}.json`)) refuse(404, 'not held')
  return receipt ? [200, 'application/cms', receiptOf(key)] : [200, mediaType, read(`${nameOf(key)}.asice`)]
}

const server = https.createServer({
  cert: fs.readFileSync(file('server.crt')),
  key: fs.readFileSync(file('server.key')),
  ca: fs.readFileSync(file('ca.pem')),
  requestCert: true,
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2'
}, (request, response) => {
  const send = (status, type, body) => {
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
    response.end(body)
  }
  const problem = (status, detail) =>
    send(status, 'application/problem+json', JSON.stringify({ type: 'about:blank', status, detail }))
  if (request.socket.getPeerCertificate().subject?.OU !== organisation) return problem(403, 'not enrolled')
  const chunks = []
  let size = 0
  request.on('data', (chunk) => {
    size += chunk.length
    if (size <= largest) chunks.push(chunk)
  })
  request.on('end', () => {
    try {
      if (size > largest) refuse(413, 'at most 8 MiB')
      send(...answer(request.method, request.url, request.headers, Buffer.concat(chunks)))
    } catch (error) {
      problem(error.status ?? 500, error.message)
    }
  })
})
server.listen(Number(port), '127.0.0.1', () => console.log(`port ${server.address().port}`))
process.on('SIGTERM', () => { server.close(); process.exit(0) })
