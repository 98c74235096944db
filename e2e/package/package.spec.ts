/**
 * The npm package as its users get it: packed, installed from the tarball in a project of its own (without network: it needs no
 * other package), then used as its README says, from the command line, by its types, and in pages.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { ROOT } from '../../scripts/ensure.mjs';
import { serve } from '../../scripts/serve.mjs';
import { complaintsOf } from '../support/console';

const PROMPT = 'The capital of France is [MASK].';
const MODEL = ['node_modules', 'engram', 'models', 'builtin'].join('/');
const windows = process.platform === 'win32';

let project = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  await run(process.execPath, ['--import', 'tsx', join('scripts', 'pack.ts')], ROOT);
  project = mkdtempSync(join(tmpdir(), 'engram-package-'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  const out = join(ROOT, 'dist-npm');
  const tarball = join(
    out,
    readdirSync(out).find((name) => name.endsWith('.tgz'))!,
  );
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball]);
  cpSync(join(installed(), 'examples'), join(project, 'examples'), { recursive: true });
});

test.afterAll(() => rmSync(project, { recursive: true, force: true }));

test('it is of this version, and brings its licence, its documents and those of others', () => {
  const { version, dependencies } = readJson(join(installed(), 'package.json'));
  expect(version).toBe(readJson(join(ROOT, 'package.json')).version);
  expect(dependencies).toBeUndefined();
  const names = readdirSync(installed());
  expect(names).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'THIRD-PARTY.md', 'docs', 'examples']));
  const links = [...readme().matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target]) => target!);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(readFileSync(join(installed(), link), 'utf8')).not.toBe('');
});

test('the three lines of its README', async () => {
  const [, lines = ''] = /```js\n([\s\S]*?)```/.exec(readme()) ?? [];
  expect(lines.trim().split('\n')).toHaveLength(3);
  writeFileSync(join(project, 'three-lines.mjs'), lines);
  expect(await node('three-lines.mjs')).toContain("token: 'paris', probability: 0.733");
});

test('its examples run', async () => {
  const neurons = await node('examples/neurons.mjs');
  expect(neurons).toContain('onnxruntime-node is not installed, so the model runs on the CPU in WebAssembly');
  expect(neurons).toContain('P(paris) = 0.733');
  expect(neurons).toContain('silenced: 0.733 -> 0.640');
  expect(neurons).toContain('gain 1: 0.733');
  expect(await node('examples/link.mjs')).toMatch(/^#e[\s\S]*\n1 edit\n$/);
  expect(await node('examples/fact.mjs')).toMatch(/^14 neurons [\s\S]*\nberlin 0\.8/);
});

test('npx engram gives what the repository’s command line gives, in WebAssembly as natively', async () => {
  const asked = ['predict', '--prompt', PROMPT, '--logits', '--model'];
  const [packed, native] = await Promise.all([
    run('npx', ['engram', ...asked, MODEL]),
    run(process.execPath, [join('scripts', 'engram.mjs'), ...asked, 'models/builtin'], ROOT),
  ]);
  const { logits, ...rest } = JSON.parse(packed) as Predicted;
  const expected = JSON.parse(native) as Predicted;
  expect(rest.predictions.map(({ token }) => token)).toEqual(expected.predictions.map(({ token }) => token));
  const distances = logits.map((logit, id) => Math.abs(logit - expected.logits[id]!));
  expect(logits).toHaveLength(expected.logits.length);
  expect(Math.max(...distances)).toBeLessThan(2e-4);
});

test('npx engram brings the library, and says how it is called', async () => {
  expect(await run('npx', ['engram', 'help'])).toContain('npx engram predict');
  const facts = ['--relation', 'P36', '--subject', 'France', '--wordings', '2'];
  const line = JSON.parse(await run('npx', ['engram', 'neurons', '--model', MODEL, ...facts])) as { name: string };
  expect(line).toMatchObject({ name: 'France', target: { token: 'paris' } });
  await expect(run('npx', ['engram', 'predict', '--prompt', PROMPT])).rejects.toThrow('For help: npx engram help');
});

test('its types fit its examples, strictly, and refuse what is wrong', async () => {
  writeFileSync(join(project, 'wrong.ts'), WRONG);
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    checkJs: true,
    noUncheckedIndexedAccess: false,
    types: [],
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    target: 'ES2022',
    module: 'NodeNext',
  };
  const include = ['wrong.ts', 'examples'];
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include }));
  await run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project]);
});

test('a page built by Vite answers, on a plain host with one thread', async ({ page }) => {
  const root = join(project, 'examples', 'browser');
  await run(process.execPath, [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--base', './', root]);
  await answersAt(page, { directory: join(root, 'dist'), path: '', isolation: false, threads: '1 thread' });
});

test('so does a page without a bundler, isolated', async ({ page }) => {
  const path = 'examples/static/index.html';
  await answersAt(page, { directory: project, path, isolation: true, threads: /\d+ threads?\.$/ });
});

interface Predicted {
  readonly predictions: readonly { readonly token: string }[];
  readonly logits: readonly number[];
}

interface Site {
  readonly directory: string;
  readonly path: string;
  readonly isolation: boolean;
  readonly threads: string | RegExp;
}

async function answersAt(page: Page, { directory, path, isolation, threads }: Site): Promise<void> {
  const complaints = complaintsOf(page);
  const { server, url } = await serve(directory, { port: 0, isolation });
  try {
    await page.goto(`${url}${path}`);
    const answers = page.getByRole('listitem');
    await expect(answers.first()).toHaveText('paris 0.733', { timeout: 60_000 });
    await expect(page.getByRole('status')).toContainText(threads);
    await page.getByLabel('Prompt').fill('The capital of Italy is [MASK].');
    await expect(answers.first()).toContainText('rome');
    await page.getByLabel('Prompt').fill('The capital of Italy');
    await expect(page.getByRole('status')).toContainText('[MASK]');
    expect(complaints).toEqual([]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const WRONG = `import { openModel, silence } from 'engram';
import { decodeLink } from 'engram/link';
const model = await openModel('folder', { backend: 'wasm', threads: 1 });
const { after } = await model.predict('[MASK].', { edits: silence([{ layer: 0, neuron: 1 }]) });
const p: number | undefined = after.top[0]?.probability;
// @ts-expect-error A prompt is text.
void model.predict(5);
// @ts-expect-error There is no such backend.
void openModel('folder', { backend: 'cuda' });
// @ts-expect-error A link may be none.
void decodeLink('#').ok;
export { p };
`;

function installed(): string {
  return join(project, 'node_modules', 'engram');
}

function readme(): string {
  return readFileSync(join(installed(), 'README.md'), 'utf8');
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8')) as { version: string; dependencies?: object };
}

function node(script: string): Promise<string> {
  return run(process.execPath, [script]);
}

/** Runs a program, in the project unless told otherwise, without what this repository's npm would hand on; gives what it prints. */
async function run(program: string, parameters: readonly string[], cwd = project): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|FORCE_COLOR)/i.test(name)));
  const shell = windows && program !== process.execPath;
  const done = await promisify(execFile)(program, [...parameters], { cwd, env, shell, maxBuffer: 2 ** 26 }).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
    },
  );
  return done.stdout;
}
