/** Which prompts of the library fire the neuron most and least: the first search runs them all, later ones only look up. */
import type { AskedModel } from '../../experiments/asked-model';
import type { Course } from '../../experiments/course';
import { searchFiring } from '../../experiments/firing';
import { inspectedOf, sameNeuron } from '../../state/neurons';
import type { Firings } from '../../state/results';
import type { State } from '../../state/store';
import type { Work } from './work';

/** Neurons whose prompts are kept. */
const KEPT = 60;

export const firingWork: Work = {
  keyOf: firingKey,
  run: ({ model, course }, state) => findFiring(model, state, course),
};

/** Names what would be searched; null where no single neuron is looked at. */
export function firingKey(state: State): string | null {
  const neuron = inspectedOf(state);
  return neuron && state.info && state.library && JSON.stringify([state.info.hash, neuron]);
}

/** What the prompts that fire the inspected neuron add to the state. */
export async function findFiring(model: AskedModel, state: State, course: Course): Promise<Partial<State>> {
  const { library, firings } = state;
  const neuron = inspectedOf(state);
  if (!neuron || !library) return {};
  const { prompts, ...found } = await searchFiring(model, neuron, library, course);
  const known: Firings['neurons'] = firings?.hash === model.hash ? firings.neurons : [];
  const others = known.filter((other) => !sameNeuron(other, neuron));
  return {
    firings: { hash: model.hash, prompts, neurons: [...others, { ...neuron, ...found }].slice(-KEPT) },
  };
}
