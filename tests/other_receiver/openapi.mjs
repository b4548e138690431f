// schema/ars-openapi.yaml against a real receiver: every answer it names is asked for, every answer given is named.
// node openapi.mjs OPENAPI DIRECTORY PORT CONTAINER OTHER PROJECT MONTH
// DIRECTORY: the certificates of a sandbox, and stranger.crt / stranger.key of another organisation. CONTAINER: a
// sealed report; OTHER: another of the same project and month.
import https from 'node:https'
import fs from 'node:fs'
import path from 'node:path'
import crypto from 'node:crypto'
import assert from 'node:assert'

const [openapi, directory, port, containerFile, otherFile, project, month] = process.argv.slice(2)
const read = (name) => fs.readFileSync(path.join(directory, name))

// ── The subset of YAML that the file is written in: maps, lists, one-line scalars and [a, b] ─────

function parseYaml(text) {
  const lines = text.split('\n').filter((line) => line.trim() && !line.trim().startsWith('#'))
    .map((line) => ({ indent: line.search(/\S/), text: line.trim() }))
  let at = 0
  const scalar = (written) => {
    if (written.startsWith('"')) return JSON.parse(written)
    if (written.startsWith('[')) return written.slice(1, -1).split(',').map((item) => scalar(item.trim()))
    if (written === 'true') return true
    if (written === 'false') return false
    return /^-?[0-9]+$/.test(written) ? Number(written) : written
  }
  const block = (indent) => {
    if (lines[at].text.startsWith('- ')) {
      const list = []
      while (at < lines.length && lines[at].indent === indent && lines[at].text.startsWith('- ')) {
        lines[at] = { indent: indent + 2, text: lines[at].text.slice(2) }
        list.push(block(indent + 2))
      }
      return list
    }
    const map = {}
    while (at < lines.length && lines[at].indent === indent && !lines[at].text.startsWith('- ')) {
      const [, quoted, plain, rest] = /^(?:"([^"]+)"|([^":]+)):\s*(.*)$/.exec(lines[at].text)
      at++
      map[quoted ?? plain] = rest ? scalar(rest) : block(lines[at].indent)
    }
    return map
  }
  return block(0)
}

const api = parseYaml(fs.readFileSync(openapi, 'utf8'))
const resolve = (node) => node?.$ref
  ? node.$ref.slice(2).split('/').reduce((value, name) => value[name], api)
  : node

function matches(schema, value, where) {
  schema = resolve(schema)
  if ('const' in schema) assert.strictEqual(value, schema.const, where)
  if (schema.type === 'object') {
    assert.ok(value && typeof value === 'object' && !Array.isArray(value), where)
    for (const name of schema.required) assert.ok(name in value, `${where}.${name}`)
    for (const name of Object.keys(value)) {
      assert.ok(name in schema.properties, `${where}.${name} is not named`)
      matches(schema.properties[name], value[name], `${where}.${name}`)
    }
  }
  if (schema.type === 'array') value.forEach((item, i) => matches(schema.items, item, `${where}[${i}]`))
  if (schema.type === 'string') assert.strictEqual(typeof value, 'string', where)
  if (schema.type === 'integer') assert.ok(Number.isInteger(value), where)
  if (schema.pattern) assert.match(value, new RegExp(schema.pattern), where)
  if ('minimum' in schema) assert.ok(value >= schema.minimum, where)
}

// ── Asking ───────────────────────────────────────────────────────────────────────────────────────

const seen = new Set()
function ask(template, method, { key = {}, headers = {}, body, identity = 'client' } = {}) {
  const names = { projet: project, region: '44', mois: month, revision: '0', ...key }
  const url = template.replace(/\{(\w+)\}/g, (_, name) => names[name])
  return new Promise((done, failed) => {
    const request = https.request({
      host: '127.0.0.1', port, path: url, method, headers, ca: read('ca.pem'),
      cert: read(`${identity}.crt`), key: read(`${identity}.key`)
    }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        try {
          done(check(template, method, response, Buffer.concat(chunks)))
        } catch (error) {
          failed(error)
        }
      })
    })
    request.on('error', failed)
    request.end(body)
  })
}

function check(template, method, response, body) {
  const where = `${method} ${template} ${response.statusCode}`
  const operation = api.paths[template][method.toLowerCase()]
  const named = resolve(operation.responses[String(response.statusCode)])
  assert.ok(named, `${where} is not named`)
  const type = response.headers['content-type']
  assert.ok(type in named.content, `${where}: ${type} is not named`)
  if (type.includes('json')) {
    const value = JSON.parse(body)
    matches(named.content[type].schema, value, where)
    if (type === 'application/problem+json') assert.strictEqual(value.status, response.statusCode)
  }
  seen.add(`${template} ${method.toLowerCase()} ${response.statusCode}`)
  return { status: response.statusCode, body }
}

const digest = (bytes) => crypto.createHash('sha256').update(bytes)
const headersOf = (bytes, changed = {}) => ({
  'Content-Type': 'application/vnd.etsi.asic-e+zip',
  'Content-Digest': `sha-256=:${digest(bytes).digest('base64')}:`,
  'If-None-Match': '*',
  'Idempotency-Key': `"${digest(bytes).digest('hex')}"`,
  'Content-Length': bytes.length,
  ...changed
})
const [etat, liste, rapport, accuse] = Object.keys(api.paths)
const container = fs.readFileSync(containerFile)
const other = fs.readFileSync(otherFile)
const put = (bytes, options = {}) =>
  ask(rapport, 'PUT', { ...options, headers: headersOf(bytes, options.headers), body: bytes })
const status = async (asked, wanted) => assert.strictEqual((await asked).status, wanted)

await status(ask(etat, 'GET'), 200)
await status(ask(etat, 'GET', { identity: 'stranger' }), 403)
await status(ask(liste, 'GET'), 200)
await status(ask(liste, 'GET', { identity: 'stranger' }), 403)
await status(ask(rapport, 'GET'), 404)
await status(ask(accuse, 'GET'), 404)
await status(put(container, { headers: { 'Content-Type': 'text/plain' } }), 415)
await status(put(container, { headers: { 'Content-Digest': 'sha-256=:AAAA:' } }), 400)
await status(put(Buffer.from('not a report')), 422)
// Refused by its length alone: the body need not be there.
await status(put(Buffer.alloc(8 * 1024 * 1024 + 1)), 413)
await status(put(container, { identity: 'stranger' }), 403)
const created = await put(container)
assert.strictEqual(created.status, 201)
const repeated = await put(container)
assert.strictEqual(repeated.status, 200)
assert.ok(repeated.body.equals(created.body), 'the same receipt')
await status(put(other), 412)
await status(put(other, { headers: { 'If-None-Match': '"x"' } }), 409)
const listed = JSON.parse((await ask(liste, 'GET')).body)
assert.strictEqual(listed.length, 1)
assert.ok((await ask(rapport, 'GET')).body.equals(container))
assert.ok((await ask(accuse, 'GET')).body.equals(created.body))
await status(ask(rapport, 'GET', { identity: 'stranger' }), 403)
await status(ask(accuse, 'GET', { identity: 'stranger' }), 403)

for (const [template, operations] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    if (method === 'parameters') continue
    for (const code of Object.keys(operation.responses))
      assert.ok(seen.has(`${template} ${method} ${code}`), `${method} ${template} ${code} is named and never given`)
  }
}
console.log(`${seen.size} answers, all as named`)
