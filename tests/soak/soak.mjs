// The service under load: polls every second, dashboard and metrics read in a loop. Its memory and its descriptors
// do not grow, nothing fails.
//
//   node soak.mjs BIN DIRECTORY MINUTES
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSite } from '../browser/site.mjs';

const [bin, directory, minutes = '15'] = process.argv.slice(2);
const length = Number(minutes) * 60000;
const limit = 64;  // MiB
const faults = [];
const fault = (what) => { if (faults.length < 20) faults.push(what); };

const site = await openSite({ bin, directory, establishments: 15, months: 2, seed: 5 });
const control = path.join(directory, 'run/control.sock');
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

function ask(options) {
  return new Promise((resolve, reject) => {
    const asked = http.request({ agent, timeout: 20000, headers: { Host: 'localhost' }, ...options }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString() }));
      answer.on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error('sans réponse')));
    asked.on('error', reject);
    asked.end();
  });
}
const page = (name) => ask({ host: '127.0.0.1', port: site.port, path: `/${name}` });
const verb = (method, name) => ask({ socketPath: control, method, path: name });

const use = () => ({
  rss: Number(fs.readFileSync(`/proc/${site.daemon.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024,
  fds: fs.readdirSync(`/proc/${site.daemon.pid}/fd`).length,
});

let running = true;
let reads = 0;
let polls = 0;
const samples = [];

async function readPages() {
  const pages = JSON.parse((await verb('GET', '/v1/pages')).body).filter((name) => name.endsWith('.html'));
  for (let i = 0; running; ++i) {
    const name = i % 3 === 0 ? 'metrics' : pages[i % pages.length];
    try {
      const answer = await page(name);
      if (answer.status !== 200) fault(`${name} : réponse ${answer.status}`);
      ++reads;
    } catch (error) { if (running) fault(`${name} : ${error.message}`); }
    await sleep(20);
  }
}

async function poll() {
  while (running) {
    const begun = Date.now();
    try {
      const answer = await verb('POST', '/v1/poll');
      if (answer.status !== 200) fault(`poll : réponse ${answer.status}`);
      ++polls;
    } catch (error) { if (running) fault(`poll : ${error.message}`); }
    await sleep(Math.max(0, 1000 - (Date.now() - begun)));
  }
}

async function sample() {
  while (running) {
    samples.push(use());
    await sleep(Math.min(1000, length / 40));
  }
}

try {
  const work = [readPages(), readPages(), poll(), sample()];
  await sleep(length);
  running = false;
  await Promise.all(work);
  if (site.daemon.exitCode !== null) fault('le service s\'est arrêté');
  const sources = JSON.parse(site.jauge('sources', '--json'));
  for (const source of sources) {
    if (source.problem) fault(`source ${source.source} : ${source.problem}`);
    console.log(`source ${source.source} : ${source.successful_polls} relevés réussis sur ${source.polls}`);
    if (source.successful_polls !== source.polls) fault(`source ${source.source} : un relevé a échoué`);
    if (source.polls < polls / 2) fault(`source ${source.source} : ${source.polls} relevés pour ${polls} demandes`);
  }
  const part = (from, to) => samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to));
  const most = (list, of) => Math.max(...list.map((one) => one[of]));
  const early = part(0.1, 0.5);
  const late = part(0.5, 1);
  console.log(`${minutes} min : ${polls} relevés demandés, ${reads} pages lues`);
  console.log(`mémoire ${samples[0].rss.toFixed(1)} Mio au départ, au plus ${most(early, 'rss').toFixed(1)} dans la première moitié, ${most(late, 'rss').toFixed(1)} dans la seconde`);
  console.log(`descripteurs : au plus ${most(early, 'fds')} dans la première moitié, ${most(late, 'fds')} dans la seconde`);
  if (most(samples, 'rss') >= limit) fault(`mémoire : ${most(samples, 'rss').toFixed(1)} Mio`);
  const margin = Number(minutes) < 5 ? 4 : 1;
  if (most(late, 'rss') > most(early, 'rss') + margin) fault('la mémoire croît');
  if (most(late, 'fds') > most(early, 'fds') + 2) fault('les descripteurs croissent');
  const errors = site.log().split('\n').filter((line) => /\[(lecture-echouee|magasin|scellement-impossible|relecture-incoherente)\]/.test(line));
  for (const line of errors) fault(line);
} finally {
  running = false;
  agent.destroy();
  await site.close();
}
for (const one of faults) console.error(one);
process.exit(faults.length > 0 ? 1 : 0);
