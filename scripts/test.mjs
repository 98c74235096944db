/**
 * `npm test`: everything that has to hold, cheapest first, from a fresh clone too. Stops at the first step that fails;
 * the last line sums up the tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ensureDependencies, ROOT, say } from './ensure.mjs';

ensureDependencies();
ensureChromium();

const reports = mkdtempSync(join(tmpdir(), 'engram-test-'));
const unitReport = join(reports, 'unit.json');
const endToEndReport = join(reports, 'e2e.json');

const STEPS = [
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['types', 'typescript/bin/tsc', '--noEmit'],
  ['lint', 'eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  ['arrows', 'dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'scripts/arrows.mjs', 'src', 'bench', 'e2e'],
  [
    'unit tests',
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitReport}`,
  ],
  ['build', 'vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  [
    'build of the test page',
    'vite/bin/vite.js',
    'build',
    '--config',
    'e2e/harness/vite.config.ts',
    '--logLevel',
    'warn',
  ],
  ['end-to-end tests', '@playwright/test/cli.js', 'test', '--reporter=list,json'],
];

let failed = null;
for (const [name, program, ...parameters] of STEPS) {
  const began = Date.now();
  say(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...parameters], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndReport },
  });
  say(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (status !== 0) {
    failed = name;
    break;
  }
}

const counts = [unitCounts(unitReport), endToEndCounts(endToEndReport)].filter((count) => count !== null);
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const broken = counts.reduce((sum, count) => sum + count.failed, 0);
rmSync(reports, { recursive: true, force: true });
if (failed) say(`\nStopped at: ${failed}`);
console.log(`${passed} passed, ${broken} failed`);
process.exit(failed ? 1 : 0);

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function unitCounts(path) {
  const report = read(path);
  return report && { passed: report.numPassedTests, failed: report.numFailedTests };
}

function endToEndCounts(path) {
  const stats = read(path)?.stats;
  return stats ? { passed: stats.expected + stats.flaky, failed: stats.unexpected } : null;
}
