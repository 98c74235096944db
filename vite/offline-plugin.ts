/**
 * The service worker is told of the build: which files make the page open without network. The page itself needs no hints of
 * what comes next: its script asks for the worker at once, and the worker for the model and WebAssembly; a hint for the
 * worker made the first picture later, as all share one line.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** The line of public/sw.js that the build fills in. */
const BUILD = /^const BUILD = .*;$/m;
/** Fonts of scripts that the page's own words are not written in come when a prompt is. */
const RARE_FONT = /-(cyrillic|greek|vietnamese|latin-ext)/;

/** @param version of the built-in model. */
export function offlinePlugin(version: string): Plugin {
  let outDir = '';
  return {
    name: 'engram-offline',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    writeBundle: {
      // After the model is in its folder.
      order: 'post',
      sequential: true,
      handler() {
        const path = join(outDir, 'sw.js');
        // The pages of tests and benchmarks have none.
        if (!existsSync(path)) return;
        const script = readFileSync(path, 'utf8');
        if (!BUILD.test(script)) throw new Error('Expected the line “const BUILD = ...;” in public/sw.js.');
        writeFileSync(
          path,
          script.replace(BUILD, () => `const BUILD = ${JSON.stringify(buildOf(outDir, version))};`),
        );
      },
    },
  };
}

function buildOf(folder: string, version: string) {
  const filesIn = (path: string) => readdirSync(join(folder, path)).map((name) => `${path}/${name}`);
  const assets = filesIn('assets');
  const engine = assets.filter((name) => name.endsWith('.packed'));
  const page = [
    ...assets.filter((name) => !engine.includes(name) && !RARE_FONT.test(name)),
    ...filesIn('models/relations'),
  ].sort();
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const entry = assets.find((name) => name.endsWith('.js') && index.includes(`src="./${name}"`));
  if (entry === undefined) throw new Error('Expected index.html to name its script.');
  return {
    version: createHash('sha256').update(JSON.stringify(page)).update(index).digest('hex').slice(0, 16),
    entry,
    page,
    engine,
    model: filesIn('models/builtin').map((name) => `${name}?v=${version}`),
  };
}
