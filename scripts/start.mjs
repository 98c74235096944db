/**
 * `npm start`: the page, ready to use, from a fresh clone too. Installs and builds what is missing or out of date, then
 * serves it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies, ROOT, say } from './ensure.mjs';

const SOURCES = [
  'src',
  'public',
  'vite',
  'models/beforehand',
  'models/builtin',
  'models/gallery.json',
  'models/relations',
  'docs',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
];

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const port = values.port === undefined ? 4173 : Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  say(`--port must be a number from 0 to 65535; found: ${values.port}`);
  process.exit(1);
}

ensureDependencies();
const page = join(ROOT, 'dist', 'index.html');
if (!existsSync(page) || statSync(page).mtimeMs < Math.max(...SOURCES.map((path) => newest(join(ROOT, path))))) {
  say('Building the page ...');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

try {
  // Only now, because it stands on a dependency that a fresh clone does not have before.
  const { closeOnSignal, serve } = await import('./serve.mjs');
  const { server, url } = await serve(join(ROOT, 'dist'), { port, search: values.port === undefined });
  closeOnSignal(server);
  console.log(`Engram is at ${url}  (Ctrl-C stops it)`);
} catch (error) {
  say(error.code === 'EADDRINUSE' ? `Port ${port} is in use; choose another with --port.` : error.message);
  process.exit(1);
}

/** When anything under `path` was last changed, in milliseconds. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
