/**
 * An edit beside its controls: the same edit on as many random neurons of the same layers, drawn several times, and on
 * as many of their most active ones. All are measured on the same groups of prompts: the fact's paraphrases, other facts
 * of the relation, other relations, everyday sentences.
 */
import { NO_EDITS, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import { editedNeurons, mostActiveTwins, moveEdits, randomTwins, type Twins } from '../knowledge/edits/move-edits';
import { readProbes, type Probe, type ProbeReading } from '../knowledge/measures/probes';
import { changeOf, scoreOf, type GroupChange, type GroupScore } from '../knowledge/measures/score';
import type { BertModel } from '../knowledge/bert-model';
import type { WorkOptions } from '../knowledge/passes/work';

export interface ProbeGroup {
  readonly name: string;
  readonly probes: readonly Probe[];
}

export interface CompareRequest {
  readonly edits: EditsDocument;
  readonly groups: readonly ProbeGroup[];
  readonly controls: {
    /** Draws of random neurons; 0 for none. */
    readonly draws: number;
    /** The same seed draws the same neurons. */
    readonly seed: number;
    /** Prompt at whose [MASK] the most active neurons are taken; null to leave that control out. */
    readonly activationPrompt: string | null;
  };
}

/** The edits alone, beside no other neurons. */
export const NO_CONTROLS: CompareRequest['controls'] = { draws: 0, seed: 0, activationPrompt: null };

export interface GroupComparison {
  readonly name: string;
  readonly before: GroupScore;
  readonly edit: GroupChange;
  /** By draw. */
  readonly random: readonly GroupChange[];
  readonly mostActive: GroupChange | null;
  /** By probe, without the edit and with it. */
  readonly readings: { readonly before: readonly ProbeReading[]; readonly after: readonly ProbeReading[] };
}

export interface Comparison {
  readonly groups: readonly GroupComparison[];
  /** The neurons that the edit touches, and those of each control. */
  readonly neurons: readonly NeuronRef[];
  readonly randomNeurons: readonly (readonly NeuronRef[])[];
  readonly mostActiveNeurons: readonly NeuronRef[] | null;
}

export async function compare(
  bert: BertModel,
  { edits, groups, controls }: CompareRequest,
  options: WorkOptions = {},
): Promise<Comparison> {
  const { draws, seed, activationPrompt } = controls;
  const { intermediateSize: F } = bert.checkpoint.config;
  const neurons = editedNeurons(edits);
  const random = Array.from({ length: draws }, (_, draw) => randomTwins(neurons, F, seed + draw));
  const active = activationPrompt === null ? null : await activeTwins(bert, neurons, activationPrompt, options);
  const documents = [edits, ...[...random, ...(active ? [active] : [])].map((to) => moveEdits(edits, to))];
  const { before, after } = await readProbes(
    bert,
    groups.flatMap(({ probes }) => probes),
    documents,
    options,
  );

  let offset = 0;
  const compared = groups.map(({ name, probes }) => {
    const own = (readings: readonly ProbeReading[]) => readings.slice(offset, offset + probes.length);
    const unedited = own(before);
    const [edit, ...others] = after.map((readings) => changeOf(unedited, own(readings)));
    const group: GroupComparison = {
      name,
      before: scoreOf(unedited),
      edit: edit!,
      random: others.slice(0, draws),
      mostActive: active ? others.at(-1)! : null,
      readings: { before: unedited, after: own(after[0]!) },
    };
    offset += probes.length;
    return group;
  });
  return {
    groups: compared,
    neurons,
    randomNeurons: random.map((to) => [...to.values()]),
    mostActiveNeurons: active && [...active.values()],
  };
}

async function activeTwins(
  bert: BertModel,
  neurons: readonly NeuronRef[],
  prompt: string,
  { signal, lane = 'background' }: WorkOptions,
): Promise<Twins> {
  const { before } = await bert.activations(prompt, NO_EDITS, { lane, ...(signal ? { signal } : {}) });
  return mostActiveTwins(neurons, bert.checkpoint.config.intermediateSize, before);
}
