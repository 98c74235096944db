/** The test page: speaks to engines in module workers, as the real page does. */
import { proxy, wrap, type ProxyMarked } from 'comlink';
import { measure, measureLoad } from '../../bench/workload';
import { NO_EDITS } from '../../src/knowledge/edits';
import { findAdapter } from '../../src/runtime/gpu-device';
import { createEngine } from '../../src/worker/client';
import { carryErrors } from '../../src/worker/crossing';
import type { HarnessPage } from './page-api';
import type { Harness } from './worker';

const FILES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];

carryErrors();
const engine = wrap<Harness>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
const callback = <F extends (...args: never[]) => unknown>(f: F): F & ProxyMarked => proxy(f);

const bench = { start: () => ({ ...createEngine(), callback }) };

const harness: HarnessPage = {
  engine,
  async openFolder(preference, folder) {
    const read = async (name: string) => [name, new Uint8Array(await (await fetch(`${folder}/${name}`)).arrayBuffer())] as const;
    return engine.open(preference, new Map(await Promise.all(FILES.map(read))));
  },
  load: (preference) => measureLoad(bench, preference),
  measure: (preference, runs) => measure(bench, preference, runs),
  async hasGpu() {
    const found = await findAdapter();
    return typeof found !== 'string' && !found.software;
  },
  async tryWebGpu() {
    const { api } = createEngine();
    const { backend } = await api.load({ kind: 'builtin' }, 'webgpu', callback(() => {}));
    if (backend.backend !== 'webgpu') return `WebGPU: no GPU here, and in software it does not run (${backend.reason}).`;
    const { before } = await api.predict('try', { prompt: 'The capital of France is [MASK].', edits: NO_EDITS, top: 1, watch: [] });
    return `WebGPU: no GPU here to measure; in software (${backend.adapter}) it runs, and answers "${before.top[0]?.token}".`;
  },
};

window.harness = harness;
