/**
 * A small static server for the build: the right types, and the headers that let the page use threads. It is what
 * `npm start` and the end-to-end tests run. `--no-isolation` leaves the headers out, as plain hosts do.
 *
 *   node scripts/serve.mjs [DIR] [--port 4173] [--no-isolation]
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Starts serving `directory` and resolves to the server and its URL; with `search`, on the first free port from `port`. */
export async function serve(directory, { port, search = false, isolation = true }) {
  const root = resolve(directory);
  const server = createServer((request, response) => {
    answer(root, isolation, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  for (let candidate = port; ; candidate++) {
    try {
      await listen(server, candidate);
      return { server, url: `http://localhost:${server.address().port}/` };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || !search || candidate >= port + 100) throw error;
    }
  }
}

function listen(server, port) {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, () => {
      server.off('error', failed);
      done();
    });
  });
}

async function answer(root, isolation, request, response) {
  const headers = isolation ? { ...ISOLATION } : {};
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    return;
  }
  const file = await find(root, request.url);
  if (!file) {
    response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  // The names of files in assets/ carry a hash of their content; everything else is asked for again.
  const lasting = file.path.startsWith(join(root, 'assets') + sep);
  const tag = `"${file.size.toString(36)}-${Math.round(file.mtimeMs).toString(36)}"`;
  Object.assign(headers, {
    'Content-Type': TYPES[extname(file.path)] ?? 'application/octet-stream',
    'Cache-Control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
  });
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Length': file.size });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
}

/** The file behind a URL, or null where there is none inside `root`. */
async function find(root, url) {
  let path;
  try {
    path = join(root, decodeURIComponent(new URL(url, 'http://localhost').pathname));
  } catch {
    return null;
  }
  if (path.endsWith(sep)) path += 'index.html';
  if (!path.startsWith(root + sep)) return null;
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? { path, size: found.size, mtimeMs: found.mtimeMs } : null;
}

/** Closes the server on Ctrl-C or a polite kill. */
export function closeOnSignal(server) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string', default: '4173' }, 'no-isolation': { type: 'boolean', default: false } },
  });
  const { server, url } = await serve(positionals[0] ?? 'dist', {
    port: Number(values.port),
    isolation: !values['no-isolation'],
  });
  closeOnSignal(server);
  console.log(`Serving at ${url}`);
}
