/**
 * What a visitor's browser reads of `models/` travels with the page: the built-in model's files, its weights compact, its
 * card, and the library's relations. While developing they are served from there, for production they are written into
 * the build, which is then held to what hosts take.
 */
import {
  copyFileSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { runnerImport, type Connect, type Plugin } from 'vite';
import type * as CompactModule from '../src/checkpoint/compact.ts';
import type * as BuiltinModule from '../src/worker/builtin.ts';
import { requireHostable } from './hostable.ts';

const BUILTIN = 'builtin';
const RELATIONS = 'relations';
/** A text that any browser shows; the page links to it. */
const CARD = 'README.md';

/** `models` is the folder's absolute path. */
export function modelsPlugin(models: string): Plugin {
  const compact = new CompactFile(join(models, BUILTIN, 'model.safetensors'));
  let outDir = '';
  return {
    name: 'engram-models',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/models', serveFrom(models, compact));
    },
    async writeBundle() {
      const { BUILTIN_FILES } = await load<typeof BuiltinModule>('worker/builtin');
      const { COMPACT_FILE } = await load<typeof CompactModule>('checkpoint/compact');
      const built = join(outDir, 'models');
      for (const part of [RELATIONS, CARD]) cpSync(join(models, part), join(built, part), { recursive: true });
      mkdirSync(join(built, BUILTIN), { recursive: true });
      for (const { name } of BUILTIN_FILES) {
        const to = join(built, BUILTIN, name);
        if (name === COMPACT_FILE) writeFileSync(to, await compact.read());
        else copyFileSync(join(models, BUILTIN, name), to);
      }
      requireHostable(outDir);
    },
  };
}

/** A module of the page, through Vite: a configuration is loaded by Node's rules of naming files, which are not the page's. */
async function load<T>(module: string): Promise<T> {
  const path = fileURLToPath(new URL(`../src/${module}.ts`, import.meta.url));
  return (await runnerImport<T>(path, { configFile: false, logLevel: 'warn' })).module;
}

/** The weights as they travel, made of the file in the repository, and made anew when that changes. */
class CompactFile {
  #made: { readonly of: number; readonly bytes: Promise<Uint8Array> } | null = null;

  constructor(readonly weights: string) {}

  read(): Promise<Uint8Array> {
    const { mtimeMs } = statSync(this.weights);
    if (this.#made?.of !== mtimeMs) this.#made = { of: mtimeMs, bytes: this.#make() };
    return this.#made.bytes;
  }

  async #make(): Promise<Uint8Array> {
    const { packWeights } = await load<typeof CompactModule>('checkpoint/compact');
    const content = packWeights(readFileSync(this.weights));
    return gzipSync(content, { level: constants.Z_BEST_COMPRESSION, memLevel: constants.Z_MAX_MEMLEVEL });
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.md': 'text/plain; charset=utf-8',
};

function serveFrom(models: string, compact: CompactFile): Connect.NextHandleFunction {
  const roots = [BUILTIN, RELATIONS].map((folder) => join(models, folder) + sep);
  const card = join(models, CARD);
  return (request, response, next) => {
    const path = decodeURIComponent((request.url ?? '').replace(/[?#].*$/, ''));
    const file = normalize(join(models, path));
    const published = file === card || roots.some((root) => file.startsWith(root));
    if (published && file.endsWith('.compact')) {
      response.setHeader('Content-Type', 'application/octet-stream');
      compact.read().then((bytes) => response.setHeader('Content-Length', bytes.length).end(bytes), next);
      return;
    }
    if (!published || !existsSync(file) || !statSync(file).isFile()) {
      next();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', statSync(file).size);
    createReadStream(file).pipe(response);
  };
}
