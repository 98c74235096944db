/**
 * The folders of `models/` that a visitor's browser reads travel with the page: served as they lie on disk while
 * developing, copied into the build for production.
 */
import { cpSync, createReadStream, existsSync, statSync } from 'node:fs';
import { join, normalize, resolve, sep } from 'node:path';
import type { Connect, Plugin } from 'vite';

/** Sub-folders of `models/` that are part of the page; training data and reference values are not. */
export const PUBLISHED = ['builtin', 'relations'] as const;

/** `models` is the folder's absolute path. */
export function modelsPlugin(models: string): Plugin {
  let outDir = '';
  return {
    name: 'engram-models',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/models', serveFrom(models));
    },
    writeBundle() {
      for (const folder of PUBLISHED) {
        const from = join(models, folder);
        if (existsSync(from)) cpSync(from, join(outDir, 'models', folder), { recursive: true });
      }
    },
  };
}

function serveFrom(models: string): Connect.NextHandleFunction {
  const roots = PUBLISHED.map((folder) => join(models, folder) + sep);
  return (request, response, next) => {
    const path = decodeURIComponent((request.url ?? '').replace(/[?#].*$/, ''));
    const file = normalize(join(models, path));
    const published = roots.some((root) => file.startsWith(root));
    if (!published || !existsSync(file) || !statSync(file).isFile()) {
      next();
      return;
    }
    response.setHeader('Content-Type', file.endsWith('.json') ? 'application/json' : 'application/octet-stream');
    response.setHeader('Content-Length', statSync(file).size);
    createReadStream(file).pipe(response);
  };
}
