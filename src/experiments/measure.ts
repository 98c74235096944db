/**
 * What edits do, beside their controls, as results that can be kept, printed and taken out: the same relation, seed and
 * facts give the same JSON from the page and from the command line. What is asked of an update stands in measure-update.ts,
 * of an erasure in measure-erasure.ts.
 */
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import type { AskedModel } from './asked-model';
import { changedAnswers, type ChangedAnswer } from './changed-answers';
import type { Comparison, GroupComparison, ProbeGroup } from './compare';
import type { ControlKind, ControlsAsked } from './controls';
import type { Course } from './course';
import { EVERYDAY_PROMPTS } from './everyday-prompts';
import { DRAWS } from './protocol';

/** A group of prompts before and after an edit, beside its controls. */
export interface MeasuredGroup extends Omit<GroupComparison, 'readings'> {
  /** How many. */
  readonly prompts: number;
  /** A few whose first answer the edit changed. */
  readonly examples: readonly ChangedAnswer[];
}

/** Draws of random and of matched neurons, the first of them from the seed, the next from the seed after it. */
export interface Draws {
  readonly draws: number;
  readonly seed: number;
}

export interface Measured {
  /** The model's. */
  readonly hash: string;
  /** What was measured; the picture is out of date where the edits are others. */
  readonly edits: EditsDocument;
  /** Neurons that the edits touch. */
  readonly neurons: readonly NeuronRef[];
  /** In how many draws others were edited instead. */
  readonly controls: Draws;
  /** What stood in for the edited neurons. */
  readonly beside: readonly MeasuredControl[];
  readonly groups: readonly MeasuredGroup[];
}

/** A control as a result tells of it. */
export interface MeasuredControl {
  readonly kind: ControlKind;
  readonly draws: number;
  /** Neurons in the smallest of its draws: fewer than were edited where a ranking is shorter. */
  readonly neurons: number;
  /** How much they write beside the edited ones, as a ratio in |a| |v|; null where that was not looked at. */
  readonly written: number | null;
}

/** Sentences kept of each group. */
const EXAMPLES = 3;

export const EVERYDAY = 'everyday';

/** @param watch ids of other tokens to read. */
const everyday = (watch: readonly number[]): ProbeGroup => ({
  name: EVERYDAY,
  probes: EVERYDAY_PROMPTS.map((prompt) => ({ prompt, target: null, watch })),
  draws: DRAWS.elsewhere,
});

interface Measuring {
  readonly edits: EditsDocument;
  readonly probes: readonly ProbeGroup[];
  readonly controls: ControlsAsked;
}

/** Some groups of prompts and everyday sentences, under the edits and their controls. */
export async function measure(
  model: AskedModel,
  { edits, probes, controls }: Measuring,
  course: Course,
): Promise<{ readonly measured: Measured; readonly comparison: Comparison }> {
  const groups = [...probes, everyday(probes[0]?.probes[0]?.watch ?? [])];
  const comparison = await model.compare({ edits, groups, controls }, course);
  const { draws, seed } = controls;
  const measured = {
    hash: model.hash,
    edits,
    neurons: comparison.neurons,
    controls: { draws, seed },
    beside: comparison.controls.map(({ kind, written, neurons }) => ({
      kind,
      draws: neurons.length,
      neurons: Math.min(...neurons.map(({ length }) => length)),
      written,
    })),
    groups: comparison.groups.map((group, i) => measuredGroup(group, groups[i]?.probes ?? [])),
  };
  return { measured, comparison };
}

function measuredGroup(
  { name, before, edit, controls, readings }: GroupComparison,
  probes: ProbeGroup['probes'],
): MeasuredGroup {
  const prompts = probes.map(({ prompt }) => prompt);
  const examples = changedAnswers(prompts, readings).slice(0, EXAMPLES);
  return { name, prompts: readings.before.length, examples, before, edit, controls };
}

/** A result as a file's text. */
export function resultJson(result: Measured): string {
  return JSON.stringify(result);
}
