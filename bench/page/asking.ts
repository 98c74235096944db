/** The cost of asking, on the tiny shape: as many layers as the built-in model's, and little arithmetic in them. */
import { quadratureRule } from '../../src/knowledge/paths/quadrature';
import { ASKED, LEFT20, typical, type Asked, type QuestionName, type Repetitions } from '../asking';
import { largestDifference, requireAgreement } from '../jax/agreement';
import type { Style } from '../jax/bert';
import type { ModelName } from '../models';
import { findDevice, type Device } from './device';
import type { AttributionAnswer } from './worker';
import { FOLDER, inWorker, open } from './workers';

/** Told what has been measured so far. */
export type Tell = (part: string, found: unknown) => void;

/** `riemann-left` with 20 points by jax-js; it has no runs of ours. */
export interface JaxAsking extends Omit<Asked, 'runs'> {
  /** Milliseconds of the first time, mostly compilation. */
  readonly warmUp: number;
  /** Largest difference from Engram's scores, as a share of the largest score. */
  readonly difference: number;
}

/** Medians. */
export interface Asking extends Readonly<Record<(typeof ASKED)[number], Asked>> {
  readonly device: Device;
  /** Tuned for its compiler, and written plainly (see bench/jax/bert.ts). */
  readonly jax: JaxAsking & { readonly plain: JaxAsking };
}

const MODEL: ModelName = 'tiny';

/** @param runs of each attribution; what is quicker is repeated more. */
export async function asking(runs: number, tell: Tell): Promise<Asking> {
  const device = await findDevice();
  tell('device', device);
  const { found, answer } = await inWorker(async (worker) => {
    await open(worker, MODEL, 'webgpu');
    const questions: Partial<Record<(typeof ASKED)[number], Asked>> = {};
    for (const name of ASKED) {
      questions[name] = typical(await worker.ask(name, repetitionsOf(name, runs)));
      tell(name, questions[name]);
    }
    return { found: questions as Required<typeof questions>, answer: await worker.attribute(LEFT20) };
  });
  const tuned = await askJax(MODEL, answer, { style: 'tuned', runs });
  tell('jax, tuned', tuned);
  const plain = await askJax(MODEL, answer, { style: 'plain', runs });
  tell('jax, plain', plain);
  return { device, ...found, jax: { ...tuned, plain } };
}

/** @throws Error where jax-js and Engram do not agree. */
export async function askJax(
  model: ModelName,
  { target, scores }: AttributionAnswer,
  { style, runs }: { style: Style; runs: number },
): Promise<JaxAsking> {
  const rule = quadratureRule(LEFT20.method, LEFT20.points);
  const jax = await inWorker((worker) =>
    worker.jax(model, FOLDER, { backend: 'webgpu', style, targetId: target.id, rule, runs }),
  );
  requireAgreement(jax.scores, scores);
  const { runs: _, ...medians } = typical(jax.asked);
  return { ...medians, warmUp: jax.warmUp, difference: largestDifference(jax.scores, scores) };
}

/** More of the first ones than the engine keeps passes, so that each move has one to throw away. */
function repetitionsOf(name: QuestionName, runs: number): Repetitions {
  return name === 'predict' || name.startsWith('slider') ? { warmUp: 8, runs: 2 * runs } : { warmUp: 2, runs };
}
