/**
 * `npm run bench`: how fast the engine is on this machine, in headless Chromium and in Node. WebGPU is measured where there is a
 * graphics card, which is looked for without flags and, on Linux, with those that a headless Chromium needs.
 *   --json          numbers of every run, for machines
 *   --runs N        runs of each measurement (default 5)
 *   --only NAME     'browser' or 'node'
 *   --models NAMES  of builtin, tiny, base and large (default builtin,base); large is measured on WebGPU only
 *   --page FOLDER   the benchmark's page as it was built there, rather than a build of the present code: before beside after
 * Instead of all that, one part:
 *   --soak          500 attributions and 5,000 slider moves, watching memory
 *   --asking        the cost of asking: what questions to a tiny model make WebGPU do, on a card or in software
 *   --visit         three visits to the page's production build, cold, warm and offline: what travels at the first, and how long
 *                   until the first picture and the first answer to a prompt of one's own.
 *                   --line 20 lets it come over a line of 20 Mbit/s; --page FOLDER measures a build that is there
 *   --card          all that is worth knowing of this graphics card, in about three minutes
 *   --folder        only builds the page, into dist-bench: a folder of static files, to be measured in any browser on any machine.
 *                   It has a button for the cost of asking and one for the card; `?run=asking` or `?run=card` in the address starts one
 *                   at once. The title then says when it is done, and `window.benchResult` has the result. Who drives a browser from
 *                   outside awaits `window.bench.card()` or `window.bench.asking(5)`; the console is told of each part as it comes.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ROOT, say } from '../scripts/ensure.mjs';
import { messageOf } from '../src/errors';
import { formatAsking, formatCard } from './asking-report';
import { withBrowserBench, type BrowserBench } from './browser';
import { benchNode } from './node';
import { parseOptions, type Options } from './options';
import { formatReport, type PeerRow, type Report, type Row, type SoakRow } from './report';
import { measureVisits } from './visit';
import { formatVisit } from './visit-report';

const SOAK = { attributions: 500, sliderMoves: 5000, seconds: 900 };

/** Where the benchmark's page is built, and the page itself. */
const BUILT = join(ROOT, 'dist-bench');
const PAGE = join(ROOT, 'dist');

const options = readOptions();
switch (options.task) {
  case 'tables':
  case 'soak':
    print(await measureAll(options), formatReport);
    break;
  case 'asking':
    print(await inBrowser((bench) => bench.asking(options.runs)), formatAsking);
    break;
  case 'card':
    print(await inBrowser((bench) => bench.card()), formatCard);
    break;
  case 'visit':
    ensureChromium();
    if (options.page === null) build('vite.config.ts');
    print(await measureVisits(options.page ?? PAGE, options), formatVisit);
    break;
  case 'folder':
    build();
    say(`The page is in ${BUILT}. Serve that folder with any static server, such as one of these, and open its address:
  node scripts/serve.mjs dist-bench
  python3 -m http.server --directory dist-bench`);
}

async function measureAll({ task, runs, only, models }: Options): Promise<Report> {
  const rows: Row[] = [];
  const peers: PeerRow[] = [];
  const soaks: SoakRow[] = [];
  const notes: string[] = [];
  if (only !== 'node') {
    await inBrowser(async (bench) => {
      const backends = await bench.backends();
      for (const model of models) {
        for (const backend of backends) {
          if (model === 'large' && backend === 'wasm') continue;
          say(`Measuring ${model} in Chromium, ${backend} ...`);
          if (task === 'soak') soaks.push(await bench.soak(model, backend, SOAK));
          else {
            rows.push(await bench.measure(model, backend, runs));
            peers.push(await bench.peers(model, backend, runs));
          }
        }
      }
      if (!backends.includes('webgpu')) for (const model of models) notes.push(await bench.tryWebGpu(model));
    });
  }
  if (only !== 'browser' && task !== 'soak') {
    for (const model of models) {
      say(`Measuring ${model} in Node ...`);
      rows.push(await benchNode(ROOT, model, runs));
    }
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    rows,
    peers,
    soaks,
    notes,
  };
}

/** Measures with the page: the one that is named, or one that is built first. */
async function inBrowser<T>(work: (bench: BrowserBench) => Promise<T>): Promise<T> {
  ensureChromium();
  if (options.page === null) build();
  return withBrowserBench(options.page ?? BUILT, work);
}

function build(config = 'bench/page/vite.config.ts'): void {
  say('Building ...');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
}

function print<T>(found: T, format: (found: T) => string): void {
  console.log(options.json ? JSON.stringify(found) : format(found));
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    say(messageOf(error));
    process.exit(1);
  }
}
