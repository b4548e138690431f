// A whole trial for tests from outside: a made-up grappe, an ARS, jauged as a service with its dashboard.
import { spawn, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const log = (directory, name) => fs.openSync(path.join(directory, name), 'a');

/** Waits until `look` gives something, and gives it; fails after a minute. */
export async function eventually(what, look) {
  for (let i = 0; i < 1200; ++i) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`attendu en vain : ${what}`);
}

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

function start(children, program, args, directory, name) {
  const out = log(directory, name);
  const child = spawn(program, args, { stdio: ['ignore', out, out] });
  fs.closeSync(out);
  children.push(child);
  return child;
}

async function stop(children) {
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(10000).then(() => child.kill('SIGKILL'))]);
  }
}

/** This month of the machine's clock, in Paris. */
export function thisMonth() {
  const parts = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit' })
    .formatToParts(new Date());
  const of = (type) => parts.find((part) => part.type === type).value;
  return `${of('year')}-${of('month')}`;
}

/**
 * Builds it all in `directory`, which must be empty. `edit` changes the configuration's text. What comes back: the
 * dashboard's address, the paths, `jauge(...)`, the daemon's process and `close()`.
 */
export async function openSite({ bin, directory, establishments = 4, months = 3, persons = 0, seed = 7, edit = (text) => text }) {
  const children = [];
  const program = (name) => path.join(bin, name);
  const configuration = path.join(directory, 'jauge.toml');
  fs.mkdirSync(directory, { recursive: true });
  try {
    start(children, program('jauge-receiver'), ['--sandbox', path.join(directory, 'ars'), '--port', '0'], directory, 'ars.log');
    await eventually('le guichet', () => read(path.join(directory, 'ars/port')) && read(path.join(directory, 'ars/ars.toml')));
    execFileSync(program('jauge-sandbox'), ['--seed', seed, '--establishments', establishments, '--months', months,
      '--persons', persons, '--last', thisMonth(), '--no-truth', '--append', path.join(directory, 'ars/ars.toml'),
      '--output', directory].map(String));
    const text = fs.readFileSync(configuration, 'utf8').replace('dashboard = ""', 'dashboard = "127.0.0.1:0"');
    fs.writeFileSync(configuration, edit(text));
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    try {
      execFileSync(program('jauged'), ['--config', configuration, '--once'], { env, stdio: ['ignore', 'ignore', log(directory, 'once.log')] });
    } catch { /* what is not settled shows on the pages */ }
    const daemon = start(children, program('jauged'), ['--config', configuration], directory, 'jauged.log');
    const port = await eventually('le tableau de bord', () => {
      if (daemon.exitCode !== null) throw new Error(`jauged s'est arrêté : ${read(path.join(directory, 'jauged.log'))}`);
      return read(path.join(directory, 'jauged.log')).match(/http:\/\/localhost:(\d+)\//)?.[1];
    });
    const jauge = (...args) => execFileSync(program('jauge'), ['--config', configuration, ...args], { env, encoding: 'utf8' });
    return { url: `http://localhost:${port}/`, port: Number(port), directory, configuration, daemon, jauge,
      log: () => read(path.join(directory, 'jauged.log')), close: () => stop(children) };
  } catch (error) {
    await stop(children);
    throw error;
  }
}
