import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { pickBuiltinFacts } from './src/components/models/report-facts.ts';
import { builtinVersion } from './vite/builtin-version.ts';
import { docsPlugin } from './vite/docs-plugin.ts';
import { modelsPlugin } from './vite/models-plugin.ts';
import { offlinePlugin } from './vite/offline-plugin.ts';
import { packedPlugin } from './vite/packed-plugin.ts';
import { remPlugins } from './vite/rem.ts';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const MODELS = join(ROOT, 'models');
const TOKENS = join(ROOT, 'src/components/styles/tokens.css');
const VERSION = builtinVersion(ROOT);
const json = (path: string): unknown => JSON.parse(readFileSync(join(MODELS, path), 'utf8'));

/** WebAssembly threads need a cross-origin isolated page; on hosts without these headers public/sw.js sets them. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Relative, so that the build runs from any folder of any static host.
  base: './',
  plugins: [
    react(),
    packedPlugin(),
    modelsPlugin(MODELS),
    docsPlugin(join(ROOT, 'docs'), TOKENS),
    offlinePlugin(VERSION),
  ],
  // Of the whole report the page shows a few numbers, so that is all it carries.
  define: {
    __BUILTIN_FACTS__: JSON.stringify(pickBuiltinFacts(json('report.json'), json('relations/index.json'))),
    __BUILTIN_VERSION__: JSON.stringify(VERSION),
  },
  resolve: {
    // onnxruntime-web's default bundle starts its threads by loading the bundle itself again, which in a module worker
    // is our own worker: a deadlock. With this condition it loads the files that `env.wasm.wasmPaths` names.
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  css: { postcss: { plugins: remPlugins } },
  worker: { format: 'es', plugins: () => [packedPlugin()] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1000,
    // To make the weights compact takes seconds, and may.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  test: {
    include: ['{src,bench,scripts,vite}/**/*.test.{ts,tsx,mjs}'],
    environment: 'node',
    // Programs are run for real in onnxruntime-node; CI has two slow cores.
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
