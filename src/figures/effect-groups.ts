/** The groups of sentences that an effect is measured on, and what came of it, as the page calls them. */
import { EVERYDAY, type MeasuredGroup } from '../experiments/measure';
import { UPDATE_GROUPS, type MeasuredUpdate } from '../experiments/measure-update';
import type { VerdictKind } from '../experiments/verdict';
import { word } from './format';
import type { Metric } from './metrics';

export const METRIC_NAMES: Record<Metric, string> = {
  answers: 'Answers',
  probability: 'Probability',
  logOdds: 'Log-odds',
};

/** Groups as the measurement calls them, and as the page does. */
const GROUPS: Readonly<Record<string, string>> = {
  [UPDATE_GROUPS.finding]: 'Wordings that chose the neurons',
  [UPDATE_GROUPS.held]: 'Its other wordings',
  [UPDATE_GROUPS.inner]: 'Other facts of the relation',
  [UPDATE_GROUPS.outer]: 'Other relations',
  [EVERYDAY]: 'Everyday sentences',
};

/** The verdict in a few words; what stands behind it follows. */
export const EFFECT_HEADLINES: Readonly<Record<VerdictKind, string>> = {
  nothingToEdit: 'There was nothing to edit.',
  nothingChanged: 'Nothing changed.',
  fewDraws: 'More than chance? Not known.',
  asChance: 'No more than chance.',
  asControl: 'More than chance, but not particular to these neurons.',
  broadcasts: 'It taught more than this fact.',
  notSpecific: 'It changed more than this fact.',
  influences: 'More than chance, and more here than elsewhere.',
};

/** The groups that could be asked, by the page's names. */
export function namedGroups({ groups }: MeasuredUpdate) {
  return groups
    .filter(({ prompts }) => prompts > 0)
    .map((group) => ({ ...group, name: GROUPS[group.name] ?? group.name }));
}

/** 3 of 12 changed, 2 now say berlin. */
export function aboutGroup({ prompts, edit }: MeasuredGroup, { to }: MeasuredUpdate): string {
  const changed = `${Math.round(edit.answersChanged * prompts)} of ${prompts} changed`;
  const saying = Math.round((edit.watched?.first ?? 0) * prompts);
  return to && saying > 0 ? `${changed}, ${saying} now say ${word(to.token)}` : changed;
}
