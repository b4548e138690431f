// Attacks on the sockets and the dashboard of a running service. They change nothing and stop nothing.
//
//   node attack.mjs BIN DIRECTORY [CONNECTIONS]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, openSite } from '../browser/site.mjs';

const [bin, directory, wanted = '10000'] = process.argv.slice(2);
const faults = [];
const expect = (right, what) => { if (!right) faults.push(what); };

const site = await openSite({ bin, directory, establishments: 2, months: 2, persons: 8, seed: 11 });
const control = path.join(directory, 'run/control.sock');
const admin = path.join(directory, 'run/admin.sock');
const tcp = { host: '127.0.0.1', port: site.port };

const descriptors = () => fs.readdirSync(`/proc/${site.daemon.pid}/fd`).length;
const resident = () => Number(fs.readFileSync(`/proc/${site.daemon.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

/** Sends bytes as they are and gives what comes back until the end, or until `patience` has passed. */
function talk(to, bytes, patience = 3000) {
  return new Promise((resolve) => {
    const parts = [];
    const done = () => { socket.destroy(); resolve(Buffer.concat(parts).toString('latin1')); };
    const socket = net.connect(to, () => socket.write(bytes));
    socket.setTimeout(patience, done);
    socket.on('data', (part) => parts.push(part));
    socket.on('error', done);
    socket.on('close', done);
  });
}

const request = (target, { method = 'GET', host = 'localhost', headers = [], body = '' } = {}) =>
  `${method} ${target} HTTP/1.1\r\n${host === null ? '' : `Host: ${host}\r\n`}Connection: close\r\n` +
  `${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
const status = (answer) => Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
const head = (answer) => answer.split('\r\n\r\n')[0];

/** An honest reader is served, within the time given. */
async function served(while_, limit) {
  const begun = Date.now();
  const answer = await talk(tcp, request('/index.html'), limit);
  const took = Date.now() - begun;
  expect(status(answer) === 200, `${while_} : un lecteur honnête n'est pas servi (${head(answer).split('\r\n')[0]}, ${took} ms)`);
  return took;
}

/** What no attack may change. */
function state() {
  const json = (...args) => JSON.parse(site.jauge(...args, '--json'));
  const status = json('status');
  return JSON.stringify([status.project, status.last_closed, status.next_closing, status.advice.map((one) => one.code),
    json('closures'), json('reports'), json('indicators').map((line) => [line.finess, line.indicator, line.window, line.numerator, line.denominator])]);
}

const attacks = {
  async 'un autre utilisateur'() {
    expect((fs.statSync(control).mode & 0o777) === 0o660, 'control.sock n\'est pas en 0660');
    expect((fs.statSync(admin).mode & 0o777) === 0o600, 'admin.sock n\'est pas en 0600');
    const close = await talk(control, request('/v1/close', { method: 'POST' }));
    expect(status(close) === 403, `control.sock laisse arrêter un mois : ${status(close)}`);
    if (process.getuid() !== 0) return;  // only root can become somebody else
    fs.chmodSync(directory, 0o755);
    const script = `const s = require('net').connect(process.argv[1]); s.on('connect', () => { console.log('ENTRE'); process.exit(); });
      s.on('error', (error) => { console.log(error.code); process.exit(); });`;
    for (const socket of [control, admin]) {
      const other = spawnSync(process.execPath, ['-e', script, socket], { uid: 65534, gid: 65534, cwd: '/', encoding: 'utf8' });
      expect(other.stdout.trim() === 'EACCES', `${path.basename(socket)} : nobody obtient ${other.stdout.trim()}${other.stderr}`);
    }
    const member = spawnSync(process.execPath, ['-e', script, admin], { uid: 65534, gid: process.getgid(), cwd: '/', encoding: 'utf8' });
    expect(member.stdout.trim() === 'EACCES', `admin.sock : le groupe obtient ${member.stdout.trim()}`);
  },

  async 'chemins détournés'() {
    for (const target of ['/../../etc/passwd', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2f..%2fetc/passwd', '/en/..%2f..%2fjauge.db',
      '/..%5c..%5cjauge.db', '//etc/passwd', '/etc/passwd%00.html', '/index.html%00', '/jauge.db', '/keys/2026-10', '/proc/self/environ',
      'http://evil.example/', '*', '/%', '/%zz', '/rapport-44-../../jauge.db', '/v1/status', '/v1/file?month=2026-10&what=../jauge.db']) {
      const answer = await talk(tcp, request(target));
      expect([400, 404].includes(status(answer)), `${target} : ${status(answer)}`);
      expect(!/root:x:|SQLite format|PATH=/.test(answer), `${target} livre un fichier`);
    }
    for (const target of ['/v1/file?month=2026-10&what=..%2f..%2fetc%2fpasswd', '/v1/indicators?month=../../x', '/v1/page/../../etc/passwd']) {
      const answer = await talk(control, request(target));
      expect([400, 404].includes(status(answer)), `control.sock ${target} : ${status(answer)}`);
    }
  },

  async 'en-têtes injectés'() {
    for (const bytes of [request('/%0d%0aX-Injected:%201'), request('/v1/indicators?month=%0d%0aX-Injected:%201'),
      request('/index.html', { headers: ['X: a\rX-Injected: 1'] }), request('/index.html', { headers: [' X-Injected: 1'] }),
      request('/index.html', { headers: ['Host: localhost'] }), request('/index.html', { headers: ['Content-Length: 4', 'Content-Length: 5'] }),
      'GET /index.html\r\n\r\n', 'GET  /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n', 'GET /index.html HTTP/9.9\r\nHost: localhost\r\n\r\n',
      'GET /index.html HTTP/1.1\r\nHost : localhost\r\n\r\n', 'GET /index.html HTTP/1.1\nHost: localhost\n\n']) {
      for (const to of [tcp, control]) {
        const answer = await talk(to, bytes, 800);
        expect(!/^X-Injected/im.test(head(answer)), `un en-tête est injecté par ${JSON.stringify(bytes.slice(0, 40))}`);
        expect(status(answer) !== 500, `500 à ${JSON.stringify(bytes.slice(0, 40))}`);
      }
    }
    const smuggled = await talk(tcp, `POST /index.html HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${request('/sources.html')}`, 800);
    expect((smuggled.match(/HTTP\/1\.1 /g) ?? []).length <= 1, 'une seconde requête passe dans le corps de la première');
  },

  async 'un autre site'() {
    for (const host of ['evil.example', 'localhost.evil.example', 'evil.example:9460', '127.0.0.1', '[::1]', '', 'localhost@evil.example', 'localhost, evil.example']) {
      const answer = await talk(tcp, request('/index.html', { host }));
      expect(status(answer) === 421 || status(answer) === 400, `Host « ${host} » : ${status(answer)}`);
    }
    expect(status(await talk(tcp, request('/index.html', { host: null }))) === 400, 'sans Host : accepté');
    expect(status(await talk(tcp, request('/index.html', { headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'] }))) === 403, 'lu depuis un autre site');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PATCH']) {
      const answer = await talk(tcp, request('/v1/close', { method, headers: ['Origin: http://evil.example', 'Content-Length: 0'] }));
      expect([400, 405].includes(status(answer)), `${method} : ${status(answer)}`);
      expect(!/Access-Control-Allow/i.test(head(answer)), `${method} : CORS accordé`);
    }
  },

  async 'requêtes énormes'() {
    const large = await talk(tcp, request('/index.html', { headers: [`X-Large: ${'a'.repeat(1 << 20)}`] }));
    expect(status(large) === 431 || large === '', `en-tête d'un mébioctet : ${status(large)}`);
    expect(status(await talk(tcp, request(`/${'a'.repeat(100000)}`))) === 431, 'adresse de 100 000 octets');
    expect(status(await talk(tcp, request('/index.html', { method: 'POST', headers: ['Content-Length: 1099511627776'] }))) === 413, 'corps annoncé d\'un téraoctet');
    const chunk = `${'10000'}\r\n${'a'.repeat(0x10000)}\r\n`;
    for (const [to, code] of [[tcp, 413], [control, 413]]) {
      const answer = await talk(to, request('/v1/poll', { method: 'POST', headers: ['Transfer-Encoding: chunked'], body: chunk.repeat(20) }));
      expect(status(answer) === code, `corps sans fin : ${status(answer)}`);
    }
    const many = await talk(tcp, request('/index.html', { headers: Array.from({ length: 5000 }, (_, i) => `X-${i}: 1`) }));
    expect(status(many) === 431, `5 000 en-têtes : ${status(many)}`);
    const pipelined = 'HEAD /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(300);
    await talk(tcp, pipelined, 1000);
  },

  async 'octets au hasard'() {
    let seed = 20261127;
    const next = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0);
    await Promise.all(Array.from({ length: 150 }, (_, i) => {
      const noise = Buffer.from(Array.from({ length: 1 + (next() % 600) }, () => next() >>> 24));
      return talk(i % 2 ? tcp : control, noise, 300);
    }));
    await talk(tcp, Buffer.from('1603010200010001fc0303', 'hex'), 300);
  },

  async 'clients lents'() {
    const slow = Array.from({ length: 300 }, () => net.connect(tcp));
    for (const socket of slow) { socket.on('error', () => {}); socket.write('GET /index'); }
    const drip = setInterval(() => { for (const socket of slow) if (!socket.destroyed) socket.write('x'); }, 100);
    await sleep(300);
    await served('clients lents', 5000);
    clearInterval(drip);
    for (const socket of slow) socket.destroy();
    const deaf = Array.from({ length: 100 }, () => net.connect(tcp));
    for (const socket of deaf) { socket.on('error', () => {}); socket.pause(); socket.write(request('/index.html')); }
    await served('clients sourds', 5000);
    for (const socket of deaf) socket.destroy();
  },

  async 'connexions en foule'() {
    const count = Number(wanted);
    const crowd = [];
    let refused = 0;  // by this machine's own limits
    const open = (to) => {
      const socket = net.connect(to);
      socket.on('error', (error) => { if (error.code === 'EMFILE' || error.code === 'EADDRNOTAVAIL') ++refused; });
      crowd.push(socket);
    };
    for (let i = 0; i < count; ++i) {
      open(tcp);
      if (i % 500 === 499) await sleep(5);
    }
    for (let i = 0; i < 300; ++i) open(control);
    await served('foule', 20000);
    expect(descriptors() < 600, `foule : ${descriptors()} descripteurs ouverts`);
    const answer = await talk(admin, request('/v1/status'), 5000);
    expect(status(answer) === 200, 'admin.sock ne répond plus pendant la foule');
    for (const socket of crowd) socket.destroy();
    expect(crowd.length - refused >= 500, `foule : ${refused} connexions n'ont pas pu être tentées`);
    return `${crowd.length - refused} connexions`;
  },
};

try {
  await eventually('la première lecture', () => JSON.parse(site.jauge('sources', '--json')).every((source) => source.last_success && !source.reading));
  const before = state();
  await served('au début', 5000);
  const open = descriptors();
  for (const [name, attack] of Object.entries(attacks)) {
    const begun = Date.now();
    const told = await attack();
    expect(site.daemon.exitCode === null && site.daemon.signalCode === null, `${name} : le service s'est arrêté`);
    if (site.daemon.exitCode !== null) break;
    await served(`après « ${name} »`, 20000);
    console.log(`${name} : ${Date.now() - begun} ms${told ? `, ${told}` : ''}`);
  }
  expect(state() === before, 'l\'état du service a changé');
  await eventually('les descripteurs rendus', () => descriptors() <= open + 2).catch(() => expect(false, `descripteurs : ${open} avant, ${descriptors()} après`));
  expect(resident() < 64, `mémoire : ${resident()} Mio`);
  console.log(`descripteurs ${open} → ${descriptors()}, mémoire ${resident().toFixed(1)} Mio`);
} finally {
  await site.close();
}
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
