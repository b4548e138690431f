// A time-stamping authority over HTTP: `openssl ts` behind Node.js. node tsa.mjs DIRECTORY PORT
// DIRECTORY holds tsa.cnf and what it names.
import http from 'node:http'
import fs from 'node:fs'
import path from 'node:path'
import { spawnSync } from 'node:child_process'

const [directory, port] = process.argv.slice(2)
const server = http.createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const query = path.join(directory, 'query.tsq')
    const reply = path.join(directory, 'reply.tsr')
    fs.writeFileSync(query, Buffer.concat(chunks))
    const done = spawnSync('openssl', ['ts', '-reply', '-config', path.join(directory, 'tsa.cnf'), '-queryfile', query,
      '-out', reply])
    response.writeHead(done.status === 0 ? 200 : 500, { 'Content-Type': 'application/timestamp-reply' })
    response.end(done.status === 0 ? fs.readFileSync(reply) : '')
  })
})
server.listen(Number(port), '127.0.0.1', () => console.log(`port ${port}`))
process.on('SIGTERM', () => process.exit(0))
