/** The test page: `window.harness` speaks to the engine in a module worker, as the real page does. */
import { wrap, type Remote } from 'comlink';
import type { BackendPreference } from '../../src/runtime/choose';
import { carryErrors } from '../../src/worker/crossing';
import type { Harness } from './worker';

const FILES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];

carryErrors();
const engine = wrap<Harness>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));

/** Opens the model in a folder of the server. */
async function openFolder(preference: BackendPreference, folder: string) {
  const files = await Promise.all(
    FILES.map(async (name) => [name, new Uint8Array(await (await fetch(`${folder}/${name}`)).arrayBuffer())] as const),
  );
  return engine.open(preference, new Map(files));
}

export interface HarnessPage {
  readonly engine: Remote<Harness>;
  readonly openFolder: typeof openFolder;
}

declare global {
  interface Window {
    harness: HarnessPage;
  }
}

window.harness = { engine, openFolder };
