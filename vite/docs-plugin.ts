/**
 * The documents of `docs/` travel with the page, as pages: `numbers.md` is `docs/numbers.html`. What GitHub shows of them
 * and what the build has is the same text. While developing, each request renders them anew.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postcss from 'postcss';
import type { Plugin } from 'vite';
import { pageName } from './docs/links.ts';
import { renderDoc, type Rendered } from './docs/markdown.ts';
import { docPage, inOrder } from './docs/page.ts';
import { docsStyles } from './docs/styles.ts';
import { remPlugins } from './rem.ts';

const FONTS = ['inter', 'jetbrains-mono'];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** `folder` of the documents, and the page's `tokens`, a stylesheet: absolute paths. */
export function docsPlugin(folder: string, tokens: string): Plugin {
  return {
    name: 'engram-docs',
    async generateBundle() {
      const files = await docsFiles(folder, tokens);
      for (const [name, source] of files) this.emitFile({ type: 'asset', fileName: `docs/${name}`, source });
    },
    configureServer(server) {
      server.middlewares.use('/docs', (request, response, next) => {
        const path = decodeURIComponent((request.url ?? '').replace(/[?#].*$/, '')).slice(1);
        docsFiles(folder, tokens).then((files) => {
          const name = path === '' ? 'index.html' : path;
          const content = files.get(name);
          if (content === undefined) {
            next();
            return;
          }
          response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
          response.end(content);
        }, next);
      });
    },
  };
}

/** All documents of a folder, in the order of their navigation, as they are read there. */
export function readDocs(folder: string): (Rendered & { readonly name: string })[] {
  const names = inOrder(readdirSync(folder).filter((name) => name.endsWith('.md')));
  return names.map((name) => ({ name, ...renderDoc(readFileSync(join(folder, name), 'utf8'), names) }));
}

/** What lies in the build's `docs/`, by its path there. */
async function docsFiles(folder: string, tokens: string): Promise<Map<string, string | Uint8Array>> {
  const documents = readDocs(folder);
  const files = new Map<string, string | Uint8Array>();
  for (const document of documents) files.set(pageName(document.name), docPage(document, documents));
  for (const image of new Set(documents.flatMap(({ images }) => images))) {
    if (existsSync(join(folder, image))) files.set(image, readFileSync(join(folder, image)));
  }
  const own = readFileSync(fileURLToPath(new URL('./docs/docs.css', import.meta.url)), 'utf8');
  const { css } = await postcss(remPlugins).process(docsStyles(readFileSync(tokens, 'utf8'), own), { from: undefined });
  files.set('docs.css', css);
  const { resolve } = createRequire(import.meta.url);
  for (const font of FONTS) {
    const file = resolve(`@fontsource-variable/${font}/files/${font}-latin-wght-normal.woff2`);
    files.set(`fonts/${font}.woff2`, readFileSync(file));
  }
  return files;
}
