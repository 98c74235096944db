/**
 * Makes a fresh clone ready: dependencies where they are missing or older than the lock file, and a Chromium for the
 * end-to-end tests. Messages go to stderr, so that a command's own output stays clean.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Flags of every Chromium: no call home, and it runs as root in a container. */
export const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** More flags, for WebGPU in software: exact, slow, and there on every machine. */
export const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
/**
 * More flags, for WebGPU on a real card where Chromium runs headless on Linux and finds none by itself, such as with
 * NVIDIA's driver: Vulkan for WebGPU, but EGL for the page, since the page's own Vulkan wants a screen.
 */
export const LINUX_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
  '--disable-gpu-watchdog',
  '--use-angle=gl-egl',
  '--enable-features=Vulkan',
  '--use-vulkan=native',
  '--disable-vulkan-surface',
  '--ozone-platform=headless',
];

/** Installs the dependencies unless they are there already. */
export function ensureDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(`Engram needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  const wanted = join(ROOT, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  say('Installing dependencies ...');
  // `npm ci` writes its progress to stdout; here that belongs to the command that was asked for.
  const { status } = spawnSync('npm', ['ci'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) stop('`npm ci` failed; its messages are above.');
}

/** The path of a Chromium for the tests, installing one where there is none. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  say('No Chromium found; installing one for the end-to-end tests ...');
  const debian = process.getuid?.() === 0 && onPath('apt-get');
  if (debian) {
    run('apt-get', ['update', '-q']);
    run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium']);
  }
  if (!findChromium()) run('npx', ['playwright', 'install', ...(debian ? ['--with-deps'] : []), 'chromium']);
  return (
    findChromium() ?? stop('No Chromium could be installed. Please install Chromium or Google Chrome, then try again.')
  );
}

/** Chromium, Google Chrome or Playwright's own Chromium, whichever is found first; null where there is none. */
export function findChromium() {
  for (const name of ['chromium', 'google-chrome', 'google-chrome-stable']) {
    const path = onPath(name);
    if (path) return path;
  }
  const applications = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return existsSync(applications) ? applications : playwrightChromium();
}

function playwrightChromium() {
  const caches = {
    darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    win32: join(process.env.LOCALAPPDATA ?? '', 'ms-playwright'),
  };
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ?? caches[process.platform] ?? join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return null;
  const binaries = ['chrome-linux64/chrome', 'chrome-linux/chrome', 'chrome-win64/chrome.exe', 'chrome-win/chrome.exe'];
  const builds = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
  return builds.flatMap((build) => binaries.map((binary) => join(cache, build, binary))).find(existsSync) ?? null;
}

function onPath(name) {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return places.find((path) => existsSync(path)) ?? null;
}

function run(command, parameters) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, parameters, { cwd: ROOT, stdio: ['ignore', 2, 2], env }).status === 0;
}

/** A message for the person at the terminal. */
export function say(message) {
  process.stderr.write(`${message}\n`);
}

function stop(message) {
  say(message);
  process.exit(1);
}
