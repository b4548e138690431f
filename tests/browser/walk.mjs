// Walks every page of the dashboard with Chromium: both languages, light and dark, with and without JavaScript, at a
// desk and on a telephone. Numbers are compared with `jauge indicators --json`, axe finds nothing, no request leaves
// the host, nothing is told on the console.
//
//   node walk.mjs BIN DIRECTORY [--shots DIR]
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { openSite } from './site.mjs';

const [bin, directory] = process.argv.slice(2);
const shots = process.argv.includes('--shots') ? process.argv[process.argv.indexOf('--shots') + 1] : null;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const faults = [];
const fault = (where, what) => faults.push(`${where} : ${what}`);

const desk = { width: 1280, height: 900 };
const telephone = { width: 390, height: 844 };

/** A context that lets nothing out, and tells what was tried. */
async function openContext(browser, site, options) {
  const context = await browser.newContext({ locale: 'fr-FR', ...options });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(site.url)) return route.continue();
    fault(url, 'une requête sort de la machine');
    return route.abort();
  });
  return context;
}

function listen(page) {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) fault(page.url(), `console : ${message.text()}`);
  });
  page.on('pageerror', (error) => fault(page.url(), `erreur de script : ${error.message}`));
}

/** Every page that links lead to from the overview, relative to the site; files of reports apart. */
async function crawl(page, site) {
  const found = new Set(['index.html']);
  const queue = ['index.html'];
  while (queue.length > 0) {
    const name = queue.shift();
    if (/\.(asice|accuse)$/.test(name)) continue;
    const answer = await page.goto(site.url + name);
    if (answer.status() !== 200) fault(name, `réponse ${answer.status()}`);
    const links = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.href));
    for (const link of links) {
      const target = link.split('#')[0];
      if (!target.startsWith(site.url)) { fault(name, `lien vers ${link}`); continue; }
      const relative = target.slice(site.url.length) || 'index.html';
      if (!found.has(relative)) { found.add(relative); queue.push(relative); }
    }
  }
  return [...found].filter((name) => !/\.(asice|accuse)$/.test(name)).sort();
}

async function runAxe(page, where) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of result.violations) {
    fault(where, `axe ${violation.id} : ${violation.help} (${violation.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')})`);
  }
}

async function checkWidth(page, where) {
  const [scroll, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (scroll > inner) fault(where, `la page déborde : ${scroll} > ${inner}`);
}

const lines = (text) => text.replace(/\s+/g, ' ').trim();

/** The values that a page of a month shows against the lines of `jauge indicators --json`. */
async function compareOverview(page, where, english, figures) {
  const rows = await page.$$eval('.overview tbody tr', (all) => all.map((row) => ({
    link: row.querySelector('a')?.getAttribute('href') ?? null,
    cells: [...row.children].slice(1).map((cell) => [...cell.querySelectorAll('.hidden')].reduce(
      (text, hidden) => text.replace(hidden.textContent, ''), cell.textContent).trim()),
  })));
  const gating = figures.filter((line) => line.target !== null || line.met !== null);
  const indicators = [...new Set(gating.map((line) => line.indicator))].filter((id) => id !== 'criteres-utilisation');
  let compared = 0;
  for (const row of rows) {
    const finess = row.link?.match(/esms-(\w{9})\.html/)?.[1];
    if (!finess) continue;
    indicators.forEach((indicator, column) => {
      const line = gating.find((one) => one.finess === finess && one.indicator === indicator);
      if (!line) return;
      let expected = english ? 'n/c' : 'n. c.';
      if (line.value !== null) {
        const digits = line.unit === '%' ? line.value.toFixed(1) : String(line.value).replace(/\B(?=(\d{3})+$)/g, ' ');
        expected = english ? digits.replace(' ', ',') : digits.replace('.', ',');
        if (line.unit === '%') expected += english ? '%' : ' %';
        if (line.flags.includes('minorant')) expected = `≥ ${expected}`;
      }
      const shown = lines(row.cells[column].replace(/[\u00A0\u202F]/g, ' '));
      if (shown !== expected) fault(where, `${finess} ${indicator} : « ${shown} » au lieu de « ${expected} »`);
      ++compared;
    });
  }
  if (compared === 0) fault(where, 'aucun chiffre comparé');
  return compared;
}

async function compareCards(page, where, english, figures) {
  const finess = where.match(/esms-(\w{9})\.html/)[1];
  const cards = await page.$$eval('article.card', (all) => all.map((card) => ({
    id: card.querySelector('h3').id, value: card.querySelector('.value').textContent.trim() })));
  for (const card of cards) {
    const line = figures.find((one) => one.finess === finess && one.indicator === card.id && one.met !== null);
    if (!line || line.value === null) continue;
    const shown = Number(card.value.replace(/[^\d,.]/g, '').replace(english ? /,/g : /\./g, '').replace(',', '.'));
    if (shown !== line.value) fault(where, `${card.id} : ${card.value} au lieu de ${line.value}`);
  }
  return cards.length;
}

/** The first Tab reaches the link over the navigation, and every stop shows where it is. */
async function checkKeyboard(page, where) {
  await page.goto(where);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement.className);
  if (first !== 'skip') fault(where, `la première tabulation mène à « ${first} »`);
  for (let i = 0; i < 12; ++i) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return true;
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    if (!seen) fault(where, 'le focus du clavier ne se voit pas');
  }
}

async function shoot(browser, site, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const one = async (name, address, options, full) => {
    const context = await openContext(browser, site, options);
    const page = await context.newPage();
    await page.goto(site.url + address);
    await page.screenshot({ path: path.join(folder, name), fullPage: full });
    await context.close();
  };
  const esms = JSON.parse(site.jauge('indicators', '--json')).find((line) => line.finess)?.finess;
  await one('tableau-de-bord.png', 'index.html', { viewport: { width: 1280, height: 1000 } }, false);
  await one('tableau-de-bord-sombre.png', 'index.html', { viewport: { width: 1280, height: 1000 }, colorScheme: 'dark' }, false);
  await one('tableau-de-bord-esms.png', `esms-${esms}.html`, { viewport: { width: 1280, height: 1250 } }, false);
  await one('tableau-de-bord-telephone.png', 'index.html', { viewport: telephone }, false);
  if (process.argv.includes('--all')) {
    for (const scheme of ['light', 'dark']) {
      for (const [width, viewport] of [['desk', desk], ['tel', telephone]]) {
        for (const page of ['index', `esms-${esms}`, 'sources', 'rapports']) {
          await one(`${page}-${scheme}-${width}.png`, `${page}.html`, { viewport, colorScheme: scheme }, true);
        }
      }
    }
    await one('en-index.png', 'en/index.html', { viewport: desk }, true);
  }
}

const demonstration = shots !== null;
const site = await openSite({ bin, directory, seed: demonstration ? 2026 : 7, establishments: demonstration ? 15 : 4, months: demonstration ? 13 : 3 });
const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
  '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
let walked = 0;
let compared = 0;
try {
  if (demonstration) await shoot(browser, site, shots);
  const figures = (month) => JSON.parse(site.jauge('indicators', '--json', ...(month ? ['--month', month] : [])));
  const scout = await (await openContext(browser, site, { viewport: desk })).newPage();
  listen(scout);
  const names = demonstration ? [] : await crawl(scout, site);
  const texts = new Map();
  for (const javaScriptEnabled of [true, false]) {
    for (const colorScheme of javaScriptEnabled ? ['light', 'dark'] : ['dark']) {
      const context = await openContext(browser, site, { viewport: desk, colorScheme, javaScriptEnabled });
      const page = await context.newPage();
      listen(page);
      for (const name of names) {
        const where = site.url + name;
        await page.goto(where);
        ++walked;
        const english = name.startsWith('en/');
        const language = await page.getAttribute('html', 'lang');
        if (language !== (english ? 'en' : 'fr')) fault(name, `langue ${language}`);
        if (!name.startsWith('rapport-')) {
          const whole = await page.innerText('body');
          const stray = whole.match(english ? /\b(aucune?|cibles?|mois|dossiers?|relevés?|critères?|arrêté|établissements?|atteinte|rapports?)\b/i
            : /\b(the|targets?|months?|files?|establishments?|reached|reports?|closing|readings?)\b/i);
          if (stray) fault(name, `« ${stray[0]} » n'est pas traduit : ${lines(whole.slice(Math.max(0, stray.index - 30), stray.index + 30))}`);
        }
        const text = lines(await page.innerText('main')).replace(/\d\d:\d\d|\d+ min/g, '');
        if (javaScriptEnabled) {
          await runAxe(page, `${name} (${colorScheme})`);
          if (colorScheme === 'light') texts.set(name, text);
        } else if (!name.startsWith('rapport-') && texts.get(name)?.length !== text.length && !/index|sources|esms/.test(name)) {
          fault(name, 'la page dit autre chose sans JavaScript');
        }
        const month = name.match(/mois-(\d{4}-\d{2})\.html/)?.[1];
        if (/(^|\/)(index|mois-.*)\.html$/.test(name)) compared += await compareOverview(page, name, english, figures(month));
        if (/esms-/.test(name)) compared += await compareCards(page, name, english, figures());
      }
      await context.close();
    }
  }
  const context = await openContext(browser, site, { viewport: telephone });
  const page = await context.newPage();
  listen(page);
  for (const name of names.filter((one) => !one.startsWith('rapport-'))) {
    await page.goto(site.url + name);
    await checkWidth(page, `${name} (téléphone)`);
  }
  if (names.length > 0) {
    // The pages as files: the same ones, and every link among them leads to one.
    const folder = path.join(directory, 'pages');
    site.jauge('export', '--dashboard', folder);
    for (const name of names) {
      if (!fs.existsSync(path.join(folder, name))) { fault(name, 'manque parmi les pages exportées'); continue; }
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      for (const [, link] of text.matchAll(/href="([^"#]+)/g)) {
        if (!fs.existsSync(path.join(folder, path.dirname(name), link))) fault(name, `exportée, son lien ${link} ne mène à rien`);
      }
    }
  }
  if (names.length > 0) await checkKeyboard(page, `${site.url}index.html`);
  await context.close();
} finally {
  await browser.close();
  await site.close();
}
console.log(`${walked} pages parcourues, ${compared} chiffres comparés`);
for (const one of [...new Set(faults)]) console.error(one);
process.exit(faults.length > 0 || (!demonstration && (walked < 40 || compared < 40)) ? 1 : 0);
