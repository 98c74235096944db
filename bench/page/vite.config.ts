import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import page from '../../vite.config.ts';

/** The benchmark's page: built exactly like the real one, into dist-bench; the real page does not know of it. */
export default mergeConfig(page, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  build: { outDir: fileURLToPath(new URL('../../dist-bench', import.meta.url)), emptyOutDir: true },
});
