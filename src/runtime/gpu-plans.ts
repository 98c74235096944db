/** The plans of programs, each made once for the layers that share it. */
import { specialise, type Program } from '../graph/program';
import type { Bindings } from '../graph/shape';
import { planProgram, type Plan } from '../wgsl/plan';
import type { Weight } from './gpu-memory';

/** A program bound to its weights. */
export interface BoundProgram {
  readonly program: Program;
  /** By parameter. */
  readonly weights: ReadonlyMap<string, Weight>;
}

export class GpuPlans {
  readonly #plans = new WeakMap<Program, Map<string, Plan>>();

  /** By the results that are wanted, the dims that are 1, which make much simpler, and the weights that are held as halves. */
  plan({ program, weights }: BoundProgram, fetch: readonly string[], bindings: Bindings): Plan {
    const plans = this.#plans.get(program) ?? new Map<string, Plan>();
    this.#plans.set(program, plans);
    const halves = [...weights].filter(([, { halves: is }]) => is).map(([param]) => param);
    const ones = Object.fromEntries(Object.entries(bindings).filter(([, size]) => size === 1));
    const key = [fetch, Object.keys(ones), halves].map((names) => names.join(' ')).join('|');
    const isHalves = (param: string) => halves.includes(param);
    const plan = plans.get(key) ?? planProgram(specialise(program, ones), { fetch, isHalves });
    plans.set(key, plan);
    return plan;
  }
}
