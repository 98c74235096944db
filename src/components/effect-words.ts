/** What the edits do to the answer, in words, for whoever does not see the numbers move. */
import { editsIn } from '../state/models';
import { freshOf } from '../state/questions';
import type { State } from '../state/store';
import { CONTROL_LABELS } from '../figures/control-labels';
import { strongestControl } from '../figures/strongest-control';
import { points, shortProbability, word } from '../figures/format';

/** Null while there is no answer to the question with the edits as they are. */
export function effectInWords(state: State): string | null {
  const reading = freshOf(state, 'reading');
  const before = reading?.before.target?.probability;
  const after = reading?.after.target?.probability;
  if (!reading || before === undefined || after === undefined) return null;
  const now = `${word(reading.target.token)} ${shortProbability(after)}`;
  if (before === after) return `${now}, as without edits`;
  const control = freshOf(state, 'control');
  const strongest = control && strongestControl(control, before, after);
  const beside = strongest
    ? `; the same edits on ${CONTROL_LABELS[strongest.kind]}: ${points(strongest.value - before)} points`
    : '';
  return `${now}, was ${shortProbability(before)}, ${points(after - before)} points${beside}`;
}

/** Whether there is an effect to tell: edits in the list, or steps that were undone. */
export function hasEffect({ edits, past, future }: State): boolean {
  return editsIn(edits) + past.length + future.length > 0;
}
