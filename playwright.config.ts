import { defineConfig } from '@playwright/test';
import { findChromium, QUIET, SOFTWARE_WEBGPU } from './scripts/ensure.mjs';

/** Everything is tested as visitors get it: the production build, behind a plain static server. */
const FIRST_PORT = Number(process.env.ENGRAM_TEST_PORT ?? 4310);
const PAGE = `http://localhost:${FIRST_PORT}/`;
const PLAIN_HOST = `http://localhost:${FIRST_PORT + 1}/`;
const HARNESS = `http://localhost:${FIRST_PORT + 2}/`;

/** Handy while developing; on CI a server that is there already is somebody else's. */
const reuseExistingServer = !process.env.CI;
const executablePath = findChromium() ?? undefined;

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // A model is loaded and run on two slow cores.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { screenshot: 'only-on-failure', trace: 'retain-on-failure' },
  projects: [
    {
      name: 'visitor',
      testDir: 'e2e/visitor',
      use: { baseURL: PAGE, launchOptions: { executablePath, args: QUIET } },
    },
    {
      name: 'plain-host',
      testDir: 'e2e/plain-host',
      use: { baseURL: PLAIN_HOST, launchOptions: { executablePath, args: QUIET } },
    },
    {
      // Skipped where there is no Python with JupyterLab.
      name: 'notebook',
      testDir: 'e2e/notebook',
      use: { launchOptions: { executablePath, args: QUIET } },
    },
    {
      name: 'package',
      testDir: 'e2e/package',
      use: { launchOptions: { executablePath, args: QUIET } },
    },
    {
      name: 'runtime',
      testDir: 'e2e/runtime',
      timeout: 240_000,
      use: { baseURL: HARNESS, launchOptions: { executablePath, args: [...QUIET, ...SOFTWARE_WEBGPU] } },
    },
  ],
  webServer: [
    { command: `node scripts/serve.mjs dist --port ${FIRST_PORT}`, port: FIRST_PORT, reuseExistingServer },
    {
      command: `node scripts/serve.mjs dist --port ${FIRST_PORT + 1} --no-isolation`,
      port: FIRST_PORT + 1,
      reuseExistingServer,
    },
    { command: `node scripts/serve.mjs dist-test --port ${FIRST_PORT + 2}`, port: FIRST_PORT + 2, reuseExistingServer },
  ],
});
