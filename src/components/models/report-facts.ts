/**
 * What the page says of the built-in model in numbers, taken from its report and its library when the page is built: the
 * one place that knows where in `models/report.json` they stand.
 */
import { z } from 'zod';

export interface BuiltinFacts {
  readonly layers: number;
  /** In the library, all of which it was trained on. */
  readonly facts: number;
  /** Knowledge neurons, mean of the facts that were measured. */
  readonly neuronsPerFact: number;
  /** Mean change of the right answer's probability, as a share of it, by silencing and by doubling a fact's knowledge neurons. */
  readonly silenced: number;
  readonly doubled: number;
}

const mean = z.object({ mean: z.number() });
const effect = z.object({ knowledge: z.object({ relative: mean }) });
const reportSchema = z.object({
  model: z.object({ layers: z.int().positive() }),
  neurons: z.object({ neuronsPerFact: mean, effects: z.object({ silenced: effect, doubled: effect }) }),
});
const indexSchema = z.array(z.object({ facts: z.int().nonnegative() }));

/**
 * @param report `models/report.json`. @param index `models/relations/index.json`.
 * @throws ZodError that names the field which is missing.
 */
export function pickBuiltinFacts(report: unknown, index: unknown): BuiltinFacts {
  const { model, neurons } = reportSchema.parse(report);
  const relations = indexSchema.parse(index);
  return {
    layers: model.layers,
    facts: relations.reduce((sum, { facts }) => sum + facts, 0),
    neuronsPerFact: neurons.neuronsPerFact.mean,
    silenced: neurons.effects.silenced.knowledge.relative.mean,
    doubled: neurons.effects.doubled.knowledge.relative.mean,
  };
}
