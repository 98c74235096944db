/** Which prompts fire a neuron most and least, among facts of every relation and sentences about nothing in particular. */
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Firing } from '../knowledge/measures/firing';
import { bestKnown } from '../library/choose';
import type { Library } from '../library/library';
import { paraphrasesOf } from '../library/template';
import type { AskedModel } from './asked-model';
import type { Course } from './course';
import { EVERYDAY_PROMPTS } from './everyday-prompts';
import { ASKED, FIRING_NAMED } from './protocol';

export interface FoundFiring extends Firing {
  /** How many prompts were run. */
  readonly prompts: number;
}

/** The first search runs all prompts; the later ones of the same model only look up. */
export async function searchFiring(
  model: AskedModel,
  { layer, neuron }: NeuronRef,
  library: Pick<Library, 'relations'>,
  course: Course,
): Promise<FoundFiring> {
  const prompts = firingPrompts(library);
  const { most, least, mean } = await model.firing({ layer, neuron, prompts, count: FIRING_NAMED }, course);
  return { prompts: prompts.length, most, least, mean };
}

/** The best known facts of every relation, every one in another wording, and everyday sentences. */
export function firingPrompts({ relations }: Pick<Library, 'relations'>): readonly string[] {
  const asked = relations.flatMap((relation) =>
    bestKnown(relation)
      .slice(0, ASKED.firing.facts)
      .map((fact, i) => {
        const wordings = paraphrasesOf(relation, fact);
        return wordings[i % wordings.length]!;
      }),
  );
  return [...new Set([...asked, ...EVERYDAY_PROMPTS])];
}
