import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { pickBuiltinFacts } from './src/components/models/report-facts.ts';
import { modelsPlugin } from './vite/models-plugin.ts';

const MODELS = fileURLToPath(new URL('models', import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(join(MODELS, path), 'utf8'));

/** WebAssembly threads need a cross-origin isolated page; on hosts without these headers public/coi.js sets them. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Relative, so that the build runs from any folder of any static host.
  base: './',
  plugins: [react(), modelsPlugin(MODELS)],
  // Of the whole report the page shows a few numbers, so that is all it carries.
  define: { __BUILTIN_FACTS__: JSON.stringify(pickBuiltinFacts(json('report.json'), json('relations/index.json'))) },
  resolve: {
    // onnxruntime-web's default bundle starts its threads by loading the bundle itself again, which in a module worker
    // is our own worker: a deadlock. With this condition it loads the files that `env.wasm.wasmPaths` names.
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  build: {
    target: 'es2022',
    // Onnxruntime's WebAssembly is one file of 14 MB; nothing else comes near the limit.
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
