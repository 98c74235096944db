/** The edits as lines to list: those with the same effect fold into one where they are many. */
import { group } from 'd3';
import { describeEdit } from '../../knowledge/edits/edit-list';
import type { EditsDocument, NeuronEdit, ValueEdit } from '../../knowledge/edits/edits';

export interface ListedEdit {
  readonly list: 'neurons' | 'values';
  readonly index: number;
  readonly edit: NeuronEdit | ValueEdit;
}

export type EditGroup = readonly ListedEdit[];

/** Fewer stay lines of their own. */
const FOLD = 4;

/** The part of the sentence that is not the neuron's name. */
export function effectOf(edit: NeuronEdit | ValueEdit): string {
  return describeEdit(edit).split(': ')[1] ?? '';
}

export function groupEdits(edits: EditsDocument): readonly EditGroup[] {
  const listed: readonly ListedEdit[] = [
    ...edits.neurons.map((edit, index) => ({ list: 'neurons' as const, index, edit })),
    ...edits.values.map((edit, index) => ({ list: 'values' as const, index, edit })),
  ];
  const groups = group(listed, ({ list, edit }) => `${list} ${edit.off ?? false} ${effectOf(edit)}`);
  return [...groups.values()].flatMap((equal) => (equal.length >= FOLD ? [equal] : equal.map((one) => [one])));
}
