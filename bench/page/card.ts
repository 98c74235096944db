/**
 * All that is worth knowing of one graphics card, in one go of about three minutes. What is most wanted comes first, each part is
 * told as soon as it is there, and a part that fails leaves the others, so that a run that is cut off is not lost.
 */
import type { Remote } from 'comlink';
import { messageOf } from '../../src/errors';
import { LEFT20, p95, QUESTIONS, typical, type Asked, type QuestionName, type Repetitions } from '../asking';
import type { ModelName } from '../models';
import { median } from '../numbers';
import type { Soaked, SoakPlan } from '../soak';
import { askJax, type JaxAsking, type Tell } from './asking';
import { findDevice, type Device } from './device';
import type { BenchWorker } from './worker';
import { inWorker, open } from './workers';

export interface CardPlan {
  /** The first one is compared with jax-js, and soaked. */
  readonly models: readonly ModelName[];
  /** Of each attribution; predictions are three times as many. */
  readonly runs: number;
  readonly moves: number;
  /** Matrix products in a row. */
  readonly products: number;
  readonly soak: SoakPlan;
}

/** The median of everything, and milliseconds at the 95th percentile. */
export interface CardCost extends Asked {
  readonly p95: number;
}

export interface Card {
  readonly device: Device;
  /** GFLOP/s of a plain matrix product, medians: each waited for, and many in a row. */
  readonly matmul: { readonly waited: number; readonly inARow: number } | null;
  readonly models: readonly {
    readonly model: ModelName;
    readonly questions: Readonly<Partial<Record<QuestionName, CardCost>>>;
  }[];
  /** Of the first model, tuned for jax-js's compiler. */
  readonly jax: JaxAsking | null;
  readonly soak: Soaked | null;
  /** Parts that could not be measured, and why. */
  readonly failures: readonly string[];
}

/** In software only a tiny model answers in time. */
function planFor({ software }: Device): CardPlan {
  const soak = { attributions: 20, sliderMoves: 200, seconds: 30 };
  return software
    ? { models: ['tiny'], runs: 2, moves: 10, products: 2, soak: { ...soak, seconds: 10 } }
    : { models: ['base', 'builtin'], runs: 7, moves: 60, products: 64, soak };
}

/** @param wanted what is to be other than planned for this device. */
export async function card(wanted: Partial<CardPlan>, tell: Tell): Promise<Card> {
  const failures: string[] = [];
  /** @param said what is told of what was found. */
  const part = async <T>(name: string, work: () => Promise<T>, said: (found: T) => unknown = (found) => found) => {
    try {
      const found = await work();
      tell(name, said(found));
      return found;
    } catch (error) {
      failures.push(`${name}: ${messageOf(error)}`);
      tell(name, `failed: ${messageOf(error)}`);
      return null;
    }
  };

  const device = await findDevice();
  tell('device', device);
  const plan = { ...planFor(device), ...wanted };
  const matmul = await part('matmul', async () => ({
    waited: median(await inWorker((worker) => worker.matmul('webgpu', plan.runs))),
    inARow: median(await inWorker((worker) => worker.matmul('webgpu', plan.runs, plan.products))),
  }));
  const models: Card['models'][number][] = [];
  let jax: JaxAsking | null = null;
  for (const [place, model] of plan.models.entries()) {
    const questions: Partial<Record<QuestionName, CardCost>> = {};
    const measureQuestions = async (worker: Remote<BenchWorker>) => {
      await open(worker, model, 'webgpu');
      for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
        const cost = await part(`${model}: ${name}`, async () => {
          const asked = await worker.ask(name, repetitionsOf(name, plan));
          return { ...typical(asked), p95: p95(asked) };
        });
        if (cost) questions[name] = cost;
      }
      return worker.attribute(LEFT20);
    };
    const answer = await part(
      `${model}: riemann-left 20 once more`,
      () => inWorker(measureQuestions),
      ({ milliseconds }) => ({ milliseconds }),
    );
    models.push({ model, questions });
    if (place === 0 && answer)
      jax = await part(`${model}: jax, tuned`, () => askJax(model, answer, { style: 'tuned', runs: plan.runs }));
  }
  const soak = await part('soak', () =>
    inWorker(async (worker) => {
      await open(worker, plan.models[0]!, 'webgpu');
      return worker.soak(plan.soak);
    }),
  );
  return { device, matmul, models, jax, soak, failures };
}

function repetitionsOf(name: QuestionName, { runs, moves }: CardPlan): Repetitions {
  if (name === 'predict') return { warmUp: 10, runs: 3 * runs };
  return name.startsWith('slider') ? { warmUp: 10, runs: moves } : { warmUp: 2, runs };
}
