/** The built-in model's card travels with the page, which links to it: a text that any browser shows. */
import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const CARD = 'README.md';

/** `models` is the absolute path of the folder that has the card; the page finds it at the same place under `models/`. */
export function cardPlugin(models: string): Plugin {
  let outDir = '';
  return {
    name: 'engram-card',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use(`/models/${CARD}`, (_, response) => {
        response.setHeader('Content-Type', 'text/plain; charset=utf-8');
        response.end(readFileSync(join(models, CARD)));
      });
    },
    writeBundle() {
      cpSync(join(models, CARD), join(outDir, 'models', CARD));
    },
  };
}
