/** Finds the words of the neurons that are wanted and not known yet, many at once; they are remembered as long as the model stays. */
import { lastOf } from '../state/memo';
import { refOf } from '../state/neurons';
import type { State } from '../state/store';
import { codeOf, newJob, type Desk } from './desk';
import { follow } from './follow';

/** Milliseconds in which wishes are gathered: a hand on its way over the map passes many neurons. */
const PAUSE = 60;
/** Words of a neuron: as many as a line has room for. */
const WORDS = 3;

interface Missing {
  readonly model: string;
  /** Neurons a layer. */
  readonly width: number;
  readonly indices: readonly number[];
}

export function followNeuronWords({ store, api, fail }: Desk): () => void {
  const missingOf = lastOf(
    (
      info: State['info'],
      wanted: State['wordsWanted'],
      known: ReadonlyMap<number, readonly string[]> | undefined,
    ): Missing | null => {
      if (!info) return null;
      const { layers, intermediateSize } = info.config;
      // Those of a larger model may be wanted still.
      const indices = wanted.filter((index) => index < layers * intermediateSize && known?.has(index) !== true);
      return indices.length === 0 ? null : { model: info.hash, width: intermediateSize, indices };
    },
  );
  const missing = ({ info, wordsWanted, neuronWords }: State) => missingOf(info, wordsWanted, neuronWords?.value);

  return follow(store, missing, PAUSE, async () => {
    // What was asked before this may have found some of them.
    const asked = missing(store.getState());
    if (!asked) return;
    const { model, width, indices } = asked;
    const neurons = indices.map((index) => refOf(index, width));
    try {
      const { words } = await api.wordsOfNeurons(newJob('words'), { neurons, count: WORDS });
      const { info: now, neuronWords } = store.getState();
      if (now?.hash !== model) return;
      const found = indices.map((index, i) => [index, words[i] ?? []] as const);
      store.setState({ neuronWords: { about: { model }, value: new Map([...(neuronWords?.value ?? []), ...found]) } });
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
    }
  });
}
