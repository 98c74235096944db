/**
 * `npm run bench`: how fast the engine is on this machine, in headless Chromium and in Node. WebGPU is measured where there is a
 * graphics card, which is looked for without flags and, on Linux, with those that a headless Chromium needs.
 *   --json          numbers of every run, for machines
 *   --runs N        runs of each measurement (default 5)
 *   --only NAME     'browser' or 'node'
 *   --models NAMES  of builtin, tiny, base and large (default builtin,base); large is measured on WebGPU only
 *   --soak          500 attributions and 5,000 slider moves instead, watching memory
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium, ROOT, say } from '../scripts/ensure.mjs';
import { withBrowserBench } from './browser';
import { isModelName, type ModelName } from './models';
import { benchNode } from './node';
import { formatReport, type PeerRow, type Row, type SoakRow } from './report';

const SOAK = { attributions: 500, sliderMoves: 5000, seconds: 900 };

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    models: { type: 'string', default: 'builtin,base' },
    soak: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) fail(`--runs must be a whole number from 1; found: ${values.runs}`);
if (values.only !== undefined && values.only !== 'browser' && values.only !== 'node')
  fail(`--only must be browser or node; found: ${values.only}`);
const models = values.models
  .split(',')
  .map((name): ModelName =>
    isModelName(name) ? name : fail(`--models knows builtin, tiny, base and large; found: ${name}`),
  );

const rows: Row[] = [];
const peers: PeerRow[] = [];
const soaks: SoakRow[] = [];
const notes: string[] = [];
if (values.only !== 'node') {
  ensureChromium();
  build();
  await withBrowserBench(ROOT, async (bench) => {
    const backends = await bench.backends();
    for (const model of models) {
      for (const backend of backends) {
        if (model === 'large' && backend === 'wasm') continue;
        say(`Measuring ${model} in Chromium, ${backend} ...`);
        if (values.soak) soaks.push(await bench.soak(model, backend, SOAK));
        else {
          rows.push(await bench.measure(model, backend, runs));
          peers.push(await bench.peers(model, backend, runs));
        }
      }
    }
    if (!backends.includes('webgpu')) for (const model of models) notes.push(await bench.tryWebGpu(model));
  });
}
if (values.only !== 'browser' && !values.soak) {
  for (const model of models) {
    say(`Measuring ${model} in Node ...`);
    rows.push(await benchNode(ROOT, model, runs));
  }
}
const report = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: cpus().length,
  rows,
  peers,
  soaks,
  notes,
};
console.log(values.json ? JSON.stringify(report) : formatReport(report));

function build(): void {
  say('Building ...');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(
    process.execPath,
    [vite, 'build', '--config', 'bench/page/vite.config.ts', '--logLevel', 'warn'],
    {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0) process.exit(1);
}

function fail(message: string): never {
  say(message);
  process.exit(1);
}
