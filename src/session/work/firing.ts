/** Which prompts of the library fire the neuron most and least: the first search runs them all, later ones only look up. */
import type { AskedModel } from '../../experiments/asked-model';
import type { Course } from '../../experiments/course';
import { searchFiring } from '../../experiments/firing';
import { withFiring } from '../../state/firings';
import { inspectedOf } from '../../state/selected';
import type { State } from '../../state/store';
import type { Work } from './work';

export const firingWork: Work = {
  hangsOn: firingQuestion,
  run: ({ model, course }, state) => findFiring(model, state, course),
};

/** What would be searched; null where no single neuron is looked at. */
export function firingQuestion(state: State) {
  const neuron = inspectedOf(state);
  return neuron && state.info && state.library && { model: state.info.hash, neuron };
}

/** What the prompts that fire the inspected neuron add to the state. */
export async function findFiring(model: AskedModel, state: State, course: Course): Promise<Partial<State>> {
  const { library } = state;
  const neuron = inspectedOf(state);
  if (!neuron || !library) return {};
  const { prompts, ...found } = await searchFiring(model, neuron, library, course);
  return { firings: { about: { model: model.hash }, value: withFiring(state, neuron, prompts, found) } };
}
