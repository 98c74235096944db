/**
 * An edit beside its controls: the same edit on as many random neurons of the same layers, drawn several times, and on
 * as many of their most active ones. All are measured on the same groups of prompts: the fact's paraphrases, other facts
 * of the relation, other relations, everyday sentences.
 */
import { NO_EDITS, type EditsDocument, type NeuronRef } from './edits';
import { editedNeurons, mostActiveTwins, moveEdits, randomTwins, type Twins } from './move-edits';
import { readProbes, type Probe, type ProbeReading } from './probes';
import { changeOf, scoreOf, type GroupChange, type GroupScore } from './score';
import type { BertSession } from './session';
import type { WorkOptions } from './work';

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
  session: BertSession,
  { edits, groups, controls }: CompareRequest,
  options: WorkOptions = {},
): Promise<Comparison> {
  const { draws, seed, activationPrompt } = controls;
  const { intermediateSize: F } = session.checkpoint.config;
  const neurons = editedNeurons(edits);
  const random = Array.from({ length: draws }, (_, draw) => randomTwins(neurons, F, seed + draw));
  const active = activationPrompt === null ? null : await activeTwins(session, neurons, activationPrompt, options);
  const documents = [edits, ...[...random, ...(active ? [active] : [])].map((to) => moveEdits(edits, to))];
  const { before, after } = await readProbes(
    session,
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
  session: BertSession,
  neurons: readonly NeuronRef[],
  prompt: string,
  { signal, lane = 'background' }: WorkOptions,
): Promise<Twins> {
  const { before } = await session.activations(prompt, NO_EDITS, { lane, ...(signal ? { signal } : {}) });
  return mostActiveTwins(neurons, session.checkpoint.config.intermediateSize, before);
}
