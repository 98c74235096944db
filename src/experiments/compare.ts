/**
 * An edit beside its controls: the same edit on other neurons. All are measured on the same groups of prompts: the fact's
 * wordings, other facts of the relation, other relations, everyday sentences.
 */
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { editedNeurons, moveEdits } from '../knowledge/edits/move-edits';
import { readProbes, type Probe, type ProbeReading } from '../knowledge/measures/probes';
import { changeOf, scoreOf, type GroupChange, type GroupScore } from '../knowledge/measures/score';
import type { BertModel } from '../knowledge/bert-model';
import type { WorkOptions } from '../knowledge/passes/work';
import { controlTwins, neuronsOf, type ControlKind, type ControlsAsked, type ControlTwins } from './controls';

export interface ProbeGroup {
  readonly name: string;
  readonly probes: readonly Probe[];
  /** Draws of each control that it is asked under, at most; all of them where it does not say. */
  readonly draws?: number;
}

export interface CompareRequest {
  readonly edits: EditsDocument;
  readonly groups: readonly ProbeGroup[];
  readonly controls: ControlsAsked;
}

/** The edits alone, beside no other neurons. */
export const NO_CONTROLS: ControlsAsked = { draws: 0, seed: 0, prompts: [], target: null, ranked: [] };

export interface GroupControl {
  readonly kind: ControlKind;
  /** By draw. */
  readonly changes: readonly GroupChange[];
}

export interface GroupComparison {
  readonly name: string;
  readonly before: GroupScore;
  readonly edit: GroupChange;
  /** Those that there are. */
  readonly controls: readonly GroupControl[];
  /** By probe, without the edit and with it. */
  readonly readings: { readonly before: readonly ProbeReading[]; readonly after: readonly ProbeReading[] };
}

/** The neurons that stood in for the edited ones. */
export interface ComparedControl extends Pick<ControlTwins, 'kind' | 'written'> {
  /** By draw. */
  readonly neurons: readonly (readonly NeuronRef[])[];
}

export interface Comparison {
  readonly groups: readonly GroupComparison[];
  /** The neurons that the edit touches. */
  readonly neurons: readonly NeuronRef[];
  readonly controls: readonly ComparedControl[];
}

export async function compare(
  bert: BertModel,
  { edits, groups, controls }: CompareRequest,
  options: WorkOptions = {},
): Promise<Comparison> {
  const neurons = editedNeurons(edits);
  const { onProgress, ...rest } = options;
  const found = await controlTwins(bert, { neurons, controls }, rest);
  // Groups under as many draws are read together.
  const limits = [...new Set(groups.map(({ draws = Infinity }) => draws))];
  const parts = limits.map((limit) => ({
    groups: groups.filter(({ draws = Infinity }) => draws === limit),
    controls: found.map(({ kind, draws }) => ({ kind, draws: draws.slice(0, limit) })),
  }));
  const sizeOf = ({ groups: own, controls: others }: (typeof parts)[number]) =>
    own.reduce((sum, { probes }) => sum + probes.length, 0) * others.reduce((sum, { draws }) => sum + draws.length, 2);
  const total = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  const compared = new Map<ProbeGroup, GroupComparison>();
  let done = 0;
  for (const part of parts) {
    const documents = [edits, ...part.controls.flatMap(({ draws }) => draws.map((to) => moveEdits(edits, to)))];
    const probes = part.groups.flatMap((group) => group.probes);
    const size = sizeOf(part);
    const { before, after } = await readProbes(bert, probes, documents, {
      ...rest,
      onProgress: (own) => onProgress?.({ done: done + (size * own.done) / Math.max(1, own.total), total }),
    });
    done += size;
    let offset = 0;
    for (const group of part.groups) {
      const own = (readings: readonly ProbeReading[]) => readings.slice(offset, offset + group.probes.length);
      const unedited = own(before);
      const [edit, ...others] = after.map((readings) => changeOf(unedited, own(readings)));
      const readings = { before: unedited, after: own(after[0]!) };
      const beside = part.controls.map(({ kind, draws }) => ({ kind, changes: others.splice(0, draws.length) }));
      compared.set(group, { name: group.name, before: scoreOf(unedited), edit: edit!, controls: beside, readings });
      offset += group.probes.length;
    }
  }
  return {
    groups: groups.map((group) => compared.get(group)!),
    neurons,
    controls: found.map((own) => ({ kind: own.kind, written: own.written, neurons: neuronsOf(own) })),
  };
}

/** What a group's control of a kind did, by draw; nothing where there is none. */
export function controlChanges(
  { controls }: Pick<GroupComparison, 'controls'>,
  kind: ControlKind,
): readonly GroupChange[] {
  return controls.find((control) => control.kind === kind)?.changes ?? [];
}
