/**
 * `npm run pack`: the npm package, as a tarball in dist-npm/. All that it needs at run time is in it, so that it installs without a
 * script and without another package: the engine for Node and for the browser, types, WebAssembly, the built-in model, relations.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { rolldown, type InputOptions, type OutputOptions, type Plugin } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { COMPACT_FILE, packWeights } from '../src/checkpoint/compact.ts';
import { ROOT, say } from './ensure.mjs';

const OUT = join(ROOT, 'dist-npm');
const PACKAGE = join(OUT, 'package');
const SOURCE = join(ROOT, 'src', 'package');
const ORT = join(ROOT, 'node_modules', 'onnxruntime-web', 'dist');
/** Native onnxruntime stays a package of its own, for whoever installs it. */
const EXTERNAL = ['onnxruntime-node'];
const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** Packages whose code is in the bundles, by folder. */
const bundled = new Set<string>();

await main();

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(PACKAGE, { recursive: true });
  await buildForNode();
  await buildForBrowsers();
  await buildTypes();
  writeModels();
  writeTexts();
  execFileSync('npm', ['pack', '--pack-destination', OUT, '--loglevel', 'error'], {
    cwd: PACKAGE,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const tarball = readdirSync(OUT).find((name) => name.endsWith('.tgz'))!;
  say(`dist-npm/${tarball}: ${(statSync(join(OUT, tarball)).size / 1e6).toFixed(1)} MB`);
}

/** Two folders deep, as src/cli is: from there `../../models` is the package's own. */
function buildForNode(): Promise<void> {
  cpSync(join(ORT, 'ort-wasm-simd-threaded.mjs'), join(PACKAGE, 'dist', 'node', 'ort-wasm-simd-threaded.mjs'));
  cpSync(join(ORT, 'ort-wasm-simd-threaded.wasm'), join(PACKAGE, 'dist', 'node', 'ort-wasm-simd-threaded.wasm'));
  return build(
    {
      input: {
        index: join(SOURCE, 'node.ts'),
        link: join(SOURCE, 'link.ts'),
        engram: join(ROOT, 'src', 'cli', 'main.ts'),
      },
      platform: 'node',
      external: EXTERNAL,
      transform: { target: 'node20', define: { 'process.env.ENGRAM_PROGRAM': '"npx engram"' } },
    },
    {
      dir: join(PACKAGE, 'dist', 'node'),
      banner: ({ name, isEntry }) => (isEntry && name === 'engram' ? '#!/usr/bin/env node' : ''),
    },
  );
}

function buildForBrowsers(): Promise<void> {
  return build(
    {
      input: {
        index: join(SOURCE, 'browser.ts'),
        link: join(SOURCE, 'link.ts'),
        builtin: join(SOURCE, 'builtin.ts'),
      },
      platform: 'browser',
      resolve: { conditionNames: ['onnxruntime-web-use-extern-wasm', 'import', 'module', 'browser', 'default'] },
      // As while developing: a package keeps no files in the storage of its host's page.
      transform: { target: 'es2022', define: { 'import.meta.env.DEV': 'true' } },
      plugins: [besideTheBundle(join(PACKAGE, 'dist', 'browser'))],
    },
    { dir: join(PACKAGE, 'dist', 'browser') },
  );
}

async function buildTypes(): Promise<void> {
  const bundle = await rolldown({
    input: {
      index: join(SOURCE, 'node.ts'),
      browser: join(SOURCE, 'browser.ts'),
      link: join(SOURCE, 'link.ts'),
      builtin: join(SOURCE, 'builtin.ts'),
    },
    external: EXTERNAL,
    plugins: [dts({ emitDtsOnly: true, tsconfig: join(ROOT, 'tsconfig.json'), compilerOptions: { noEmit: false } })],
  });
  await bundle.write({ dir: join(PACKAGE, 'dist', 'types'), chunkFileNames: '[name].d.ts' });
  await bundle.close();
}

async function build(input: InputOptions, output: OutputOptions): Promise<void> {
  const bundle = await rolldown({ ...input, checks: { bundlerTimings: false } });
  const { output: files } = await bundle.write({ format: 'esm', chunkFileNames: '[name]-[hash].js', ...output });
  await bundle.close();
  for (const file of files) {
    if (file.type !== 'chunk') continue;
    for (const id of file.moduleIds) {
      const folder = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
      if (folder) bundled.add(folder);
    }
  }
}

/**
 * The page's imports of onnxruntime's files (vite/packed-plugin.ts), for a bundle that anyone may serve or bundle again: files beside
 * it, at addresses that bundlers look for.
 */
function besideTheBundle(folder: string): Plugin {
  return {
    name: 'engram-beside-the-bundle',
    resolveId: {
      filter: { id: /\?(?:url|packed)$/ },
      handler: (id) => ({ id: `\0${id}` }),
    },
    load: {
      filter: { id: /^\0.*\?(?:url|packed)$/ },
      handler(id) {
        const [name = '', query] = basename(id).split('?');
        const content = readFileSync(join(ORT, name));
        const file = query === 'packed' ? `${name}.packed` : name;
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, file), query === 'packed' ? packed(content) : content);
        return `export default new URL('./${file}', import.meta.url).href;`;
      },
    },
  };
}

function packed(content: Uint8Array): Uint8Array {
  return gzipSync(content, { level: constants.Z_BEST_COMPRESSION, memLevel: constants.Z_MAX_MEMLEVEL });
}

function writeModels(): void {
  const models = join(ROOT, 'models');
  const to = join(PACKAGE, 'models');
  for (const part of ['relations', 'README.md', 'unseen-facts.json', 'everyday-prompts.tsv']) {
    cpSync(join(models, part), join(to, part), { recursive: true });
  }
  for (const name of MODEL_FILES) cpSync(join(models, 'builtin', name), join(to, 'builtin', name));
  const weights = readFileSync(join(models, 'builtin', 'model.safetensors'));
  writeFileSync(join(to, 'builtin', COMPACT_FILE), packed(packWeights(weights)));
}

function writeTexts(): void {
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const { name, ...rest } = JSON.parse(read('package/package.json')) as { name: string };
  writeFileSync(join(PACKAGE, 'package.json'), `${JSON.stringify({ name, version, ...rest }, null, 2)}\n`);
  writeFileSync(join(PACKAGE, 'README.md'), read('package/README.md').replace(/\]\(\.\.\/(?:package\/)?/g, ']('));
  cpSync(join(ROOT, 'docs', 'library.md'), join(PACKAGE, 'docs', 'library.md'));
  cpSync(join(ROOT, 'package', 'examples'), join(PACKAGE, 'examples'), { recursive: true });
  cpSync(join(ROOT, 'LICENSE'), join(PACKAGE, 'LICENSE'));
  writeFileSync(join(PACKAGE, 'THIRD-PARTY.md'), thirdParty());
}

/** The licences of what is in the bundles. */
function thirdParty(): string {
  const parts = [...bundled].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Licensed;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    return `## ${name} ${version} (${license})\n${text}`;
  });
  return `# What is in this package beside its own code\n\n${parts.join('\n')}`;
}

interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}
