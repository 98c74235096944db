/** What is measured here: in engines in module workers, as the real page has them, and in workers of the benchmark's own. */
import { proxy, type ProxyMarked } from 'comlink';
import { quadratureRule } from '../../src/knowledge/paths/quadrature';
import type { ModelSource } from '../../src/worker/api';
import { createEngine } from '../../src/worker/client';
import { requireAgreement } from '../jax/agreement';
import type { Style } from '../jax/bert';
import { modelFiles, TITLES, type ModelName } from '../models';
import { measure, measureLoad } from '../workload';
import type { BenchPage } from './api';
import { asking, type Tell } from './asking';
import { card } from './card';
import { findDevice } from './device';
import { readFrom } from './read';
import type { AttributionAnswer } from './worker';
import { FOLDER, inWorker, open } from './workers';

/** Milliseconds in which browsers come to optimise WebAssembly that is used much. */
const WARM_UP = 5000;

const callback = <F extends (...args: never[]) => unknown>(f: F): F & ProxyMarked => proxy(f);
/** A line of JSON for a driver that reads the console. */
const log: Tell = (part, found) => console.log(JSON.stringify({ [part]: found }));
const engines = { start: () => ({ ...createEngine(), callback }) };

async function sourceOf(model: ModelName): Promise<ModelSource> {
  if (model === 'builtin') return { kind: 'builtin' };
  const files = await modelFiles(model, readFrom(FOLDER));
  return {
    kind: 'files',
    name: TITLES[model],
    files: [...files].map(([name, bytes]) => ({ name, data: new Blob([bytes]) })),
  };
}

export const bench: BenchPage = {
  load: async (model, backend) => measureLoad(engines, await sourceOf(model), backend),
  measure: async (model, backend, runs) => measure(engines, await sourceOf(model), backend, runs),
  matmul: (backend, runs) => inWorker((worker) => worker.matmul(backend, runs)),
  held: (model, backend, quadrature) =>
    inWorker(async (worker) => {
      await open(worker, model, backend);
      await worker.attribute(quadrature);
      return worker.held();
    }),
  async peers(model, backend, runs) {
    const rule = { method: 'riemann-left', points: 20 } as const;
    const engram: AttributionAnswer[] = [];
    const half = () =>
      inWorker(async (worker) => {
        await open(worker, model, backend);
        for (const end = performance.now() + WARM_UP; performance.now() < end;)
          await worker.attribute({ ...rule, tolerance: 1 });
        for (let run = 0; run < Math.ceil(runs / 2); run++)
          engram.push(await worker.attribute({ ...rule, tolerance: 1 }));
      });
    await half();
    const { target, scores } = engram[0]!;
    const measureJax = async (style: Style, count: number) => {
      const jax = await inWorker((worker) =>
        worker.jax(model, FOLDER, {
          backend,
          style,
          targetId: target.id,
          rule: quadratureRule(rule.method, rule.points),
          runs: count,
        }),
      );
      requireAgreement(jax.scores, scores);
      return jax;
    };
    const tuned = await measureJax('tuned', runs);
    await half();
    // On larger models it would take minutes a run.
    const plain = model === 'builtin' ? (await measureJax('plain', runs)).milliseconds : [];
    return {
      engram: engram.map(({ milliseconds }) => milliseconds),
      jax: tuned.milliseconds,
      plainJax: plain,
      threads: tuned.threads,
    };
  },
  soak: (model, backend, plan) =>
    inWorker(async (worker) => {
      await open(worker, model, backend);
      return worker.soak(plan);
    }),
  hasGpu: async () => !(await findDevice()).software,
  tryWebGpu: (model) =>
    inWorker(async (worker) => {
      await open(worker, model, 'webgpu');
      const { token, probability, milliseconds } = await worker.predict();
      return `it runs, and predicts "${token}" (P ${probability.toPrecision(3)}) in ${(milliseconds / 1000).toFixed(1)} s`;
    }),
  asking: (runs, tell = log) => asking(runs, tell),
  card: (plan = {}, tell = log) => card(plan, tell),
};
