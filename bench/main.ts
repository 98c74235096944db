/**
 * `npm run bench`: how fast the built-in model is on this machine, in headless Chromium and in Node.
 *   --json        numbers of every run, for machines
 *   --runs N      runs of each measurement (default 5)
 *   --only NAME   'browser' or 'node'
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium, ROOT, say } from '../scripts/ensure.mjs';
import { benchBrowser, type BrowserBench } from './browser';
import { benchNode } from './node';
import { formatReport, type Report } from './report';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  say(`--runs must be a whole number from 1; found: ${values.runs}`);
  process.exit(1);
}

let browser: BrowserBench = { rows: [], webgpu: null };
if (values.only !== 'node') {
  ensureChromium();
  say('Building ...');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--config', 'e2e/harness/vite.config.ts', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
  say('Measuring in Chromium ...');
  browser = await benchBrowser(ROOT, runs);
}
const rows = [...browser.rows];
if (values.only !== 'browser') {
  say('Measuring in Node ...');
  rows.push(await benchNode(ROOT, runs));
}
const report: Report = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: cpus().length,
  rows,
  webgpu: browser.webgpu,
};
console.log(values.json ? JSON.stringify(report) : formatReport(report));
