/** Which prompts of the library fire the neuron most and least: the first search runs them all, later ones only look up. */
import { EVERYDAY_PROMPTS } from '../../experiments/everyday-prompts';
import { bestKnown } from '../../library/choose';
import type { Library } from '../../library/library';
import { paraphrasesOf } from '../../library/template';
import { inspectedOf, sameNeuron } from '../../state/neurons';
import type { Firings } from '../../state/results';
import type { State } from '../../state/store';
import type { RemoteEngine } from '../../worker/client';
import type { OnWork } from '../../worker/api';
import type { Work } from './work';

/** Facts of each relation, every one in another wording. */
const FACTS = 20;
/** Prompts named at each end. */
const NAMED = 5;
/** Neurons whose prompts are kept. */
const KEPT = 60;

export const firingWork: Work = {
  keyOf: firingKey,
  run: ({ api, job, progress }, state) => searchFiring(api, job, state, progress(0, 1)),
};

/** Names what would be searched; null where no single neuron is looked at. */
export function firingKey(state: State): string | null {
  const neuron = inspectedOf(state);
  return neuron && state.info && state.library && JSON.stringify([state.info.hash, neuron]);
}

export async function searchFiring(
  api: RemoteEngine,
  job: string,
  state: State,
  onProgress: OnWork,
): Promise<Partial<State>> {
  const { info, library, firings } = state;
  const neuron = inspectedOf(state);
  if (!neuron || !info || !library) return {};
  const prompts = firingPrompts(library);
  const { most, least, mean } = await api.firing(job, { ...neuron, prompts, count: NAMED }, onProgress);
  const known: Firings['neurons'] = firings?.hash === info.hash ? firings.neurons : [];
  const others = known.filter((found) => !sameNeuron(found, neuron));
  return {
    firings: {
      hash: info.hash,
      prompts: prompts.length,
      neurons: [...others, { ...neuron, most, least, mean }].slice(-KEPT),
    },
  };
}

/** The best known facts of every relation and sentences about nothing in particular. */
export function firingPrompts({ relations }: Library): readonly string[] {
  const asked = relations.flatMap((relation) =>
    bestKnown(relation)
      .slice(0, FACTS)
      .map((fact, i) => {
        const wordings = paraphrasesOf(relation, fact);
        return wordings[i % wordings.length]!;
      }),
  );
  return [...new Set([...asked, ...EVERYDAY_PROMPTS])];
}
