/** What the page shows beside attributions: activations, what the primary neuron says and hears, the dose curve, the logit lens. */
import { GAINS } from '../experiments/protocol';
import { activeEdits } from '../state/edits';
import type { EditPlace } from '../knowledge/edits/edit-list';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { activationEdit } from '../state/changes';
import { layersKey } from '../state/layers';
import { inspectedOf, refOf, sameNeuron } from '../state/neurons';
import type { State } from '../state/store';
import type { RemoteEngine } from '../worker/client';
import { codeOf, newJob, type Desk } from './engine';
import { followFiring } from './firing';
import { followKey } from './follow';

/** Milliseconds without a change before side panels are computed anew; the predictions never wait for them. */
const PAUSE = 90;
/** Tokens of each sign to show of what a neuron says. */
const SAID = 6;

/** A part of the page that is computed from the state whenever `keyOf` changes; null: nothing to compute. */
interface Panel {
  keyOf(state: State): string | null;
  compute(api: RemoteEngine, state: State, key: string): Promise<Partial<State>>;
}

const activations: Panel = {
  keyOf: ({ reading }) => reading && JSON.stringify([reading.prompt, reading.edits]),
  async compute(api, { reading }) {
    if (!reading) return {};
    const found = await api.activations(newJob('activations'), reading.prompt, reading.edits);
    return { activations: { prompt: reading.prompt, ...found } };
  },
};

const says: Panel = {
  keyOf: (state) => {
    const neuron = primaryOf(state);
    if (!neuron) return null;
    return JSON.stringify([neuron, activeEdits(state).values.filter((edit) => sameNeuron(edit, neuron))]);
  },
  async compute(api, state) {
    const neuron = primaryOf(state);
    if (!neuron) return {};
    const value = await api.says(newJob('says'), { ...neuron, edits: activeEdits(state), count: SAID });
    return { says: { neuron, value } };
  },
};

const hears: Panel = {
  keyOf: (state) => {
    const neuron = inspectedOf(state);
    return neuron && state.info && JSON.stringify([state.info.hash, neuron]);
  },
  async compute(api, state) {
    const neuron = inspectedOf(state);
    return neuron ? { hears: { neuron, value: await api.hears(newJob('hears'), { ...neuron, count: SAID }) } } : {};
  },
};

const positions: Panel = {
  keyOf: positionsKey,
  async compute(api, state, key) {
    const neuron = inspectedOf(state);
    if (!neuron) return {};
    const value = await api.positions(newJob('positions'), {
      ...neuron,
      prompt: state.prompt,
      edits: activeEdits(state),
    });
    return { positions: { key, value } };
  },
};

const dose: Panel = {
  keyOf: doseKey,
  async compute(api, state, key) {
    const { reading } = state;
    if (!reading) return {};
    const value = await api.dose(newJob('dose'), {
      prompt: reading.prompt,
      edits: othersEdits(state),
      neurons: selectedRefs(state),
      at: placeOfGain(state),
      gains: GAINS.curve,
      watch: [reading.target.id],
    });
    return { dose: { key, value } };
  },
};

const lens: Panel = {
  keyOf: (state) => (state.room === 'layers' ? layersKey(state) : null),
  async compute(api, state, key) {
    const { reading } = state;
    if (!reading) return {};
    const value = await api.lens(newJob('lens'), {
      prompt: reading.prompt,
      edits: activeEdits(state),
      top: 3,
      watch: [reading.target.id],
    });
    return { lens: { key, value } };
  },
};

export function followNeurons(desk: Desk): () => void {
  const stops = [
    ...[activations, says, hears, dose, positions, lens].map((panel) => followPanel(panel, desk)),
    followFiring(desk),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function followPanel(panel: Panel, { store, api, fail }: Desk): () => void {
  return followKey(
    store,
    (state) => panel.keyOf(state),
    PAUSE,
    async (key) => {
      const state = store.getState();
      if (panel.keyOf(state) !== key) return;
      try {
        const found = await panel.compute(api, state, key);
        if (panel.keyOf(store.getState()) === key) store.setState(found);
      } catch (error) {
        if (codeOf(error) === 'runtime') fail(error);
      }
    },
  );
}

/** Names the neuron, prompt and edits whose activations along the prompt are shown; null where there are none. */
export function positionsKey(state: State): string | null {
  const neuron = inspectedOf(state);
  return neuron && state.reading?.prompt === state.prompt
    ? JSON.stringify([neuron, state.prompt, activeEdits(state)])
    : null;
}

export function primaryOf(state: Pick<State, 'selected' | 'info'>): NeuronRef | null {
  const index = state.selected.at(-1);
  return index === undefined || !state.info ? null : refOf(index, state.info.config.intermediateSize);
}

export function selectedRefs({ selected, info }: Pick<State, 'selected' | 'info'>): readonly NeuronRef[] {
  return info ? selected.map((index) => refOf(index, info.config.intermediateSize)) : [];
}

/** Where the selection's gain applies: as its primary neuron's edit says, else as chosen before. */
export function placeOfGain(state: Pick<State, 'selected' | 'info' | 'edits' | 'editPlace'>): EditPlace {
  const primary = primaryOf(state);
  return (primary && activationEdit(state.edits, primary)?.at) ?? state.editPlace;
}

/** The edits without the selected neurons' own gains, which the curve replaces anyway: a drag leaves them as they are. */
export function othersEdits(state: State): EditsDocument {
  const width = state.info?.config.intermediateSize ?? 1;
  const chosen = new Set(state.selected);
  const edits = activeEdits(state);
  return { ...edits, neurons: edits.neurons.filter((edit) => !chosen.has(edit.layer * width + edit.neuron)) };
}

/** Names the curve for the state, or null where there is none to draw. */
export function doseKey(state: State): string | null {
  const { reading, selected, prompt } = state;
  if (reading?.prompt !== prompt || selected.length === 0) return null;
  return JSON.stringify([prompt, reading.target.id, selected, placeOfGain(state), othersEdits(state)]);
}
