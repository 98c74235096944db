/**
 * A small static server for the build: the right types, and the headers that let the page use threads. It is what
 * `npm start` and the end-to-end tests run. `--no-isolation` leaves the headers out, as plain hosts do.
 *
 *   node scripts/serve.mjs [DIR] [--port 4173] [--no-isolation]
 */
import { createServer } from 'node:http';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import serveStatic from 'serve-static';

const RESOURCES = 'Cross-Origin-Resource-Policy';
const ISOLATION = new Map([
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Embedder-Policy', 'require-corp'],
  [RESOURCES, 'same-origin'],
]);

/** Starts serving `directory` and resolves to the server and its URL; with `search`, on the first free port from `port`. */
export async function serve(directory, { port, search = false, isolation = true }) {
  const headers = isolation ? ISOLATION : new Map();
  const files = filesOf(resolve(directory), isolation);
  const server = createServer((request, response) => {
    response.setHeaders(headers);
    if (request.method === 'GET' || request.method === 'HEAD') {
      files(request, response, (error) => answerWithout(response, headers, error));
    } else response.writeHead(405, { Allow: 'GET, HEAD' }).end();
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

/** What answers with the files of a folder, as they are at the time: a build may be written anew while it is served. */
function filesOf(root, isolation) {
  const assets = join(root, 'assets') + sep;
  return serveStatic(root, {
    redirect: false,
    cacheControl: false,
    lastModified: false,
    setHeaders(response, path) {
      // The names of files in assets/ carry a hash of their content; everything else is asked for again.
      response.setHeader('Cache-Control', path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache');
      // A page may stand in another site's iframe, isolated or not; what it is made of is for itself.
      if (isolation && path.endsWith('.html')) response.setHeader(RESOURCES, 'cross-origin');
    },
  });
}

/** The answer where there is no file, or where it went away under the hand: some of its headers may be set by then. */
function answerWithout(response, headers, error) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const status = error?.statusCode ?? 404;
  response.setHeaders(headers).writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(status === 404 ? 'Not found\n' : `${error.message}\n`);
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
