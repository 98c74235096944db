import { wrap } from 'comlink';
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
Object.assign(globalThis, { harness: wrap(worker) });
