/** The test page: speaks to an engine in a module worker, as the real page does. */
import { proxy, wrap } from 'comlink';
import { createEngine, type RemoteEngine } from '../../src/worker/client';
import { carryErrors } from '../../src/worker/crossing';
import type { HarnessPage } from './page-api';
import type { Harness } from './worker';

const FILES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];

carryErrors();
const engine = wrap<Harness>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));

let visitor: RemoteEngine | undefined;

const harness: HarnessPage = {
  engine,
  async openFolder(preference, folder, names = FILES, decoderBytes, precision) {
    const read = async (name: string) =>
      [name, new Uint8Array(await (await fetch(`${folder}/${name}`)).arrayBuffer())] as const;
    return engine.open(preference, new Map(await Promise.all(names.map(read))), decoderBytes, precision);
  },
  visitor: () => (visitor ??= createEngine().api),
  load: (source, preference) =>
    harness.visitor().load(
      source,
      preference,
      proxy((step) => void harness.progress.push(step)),
    ),
  progress: [],
};

window.harness = harness;
