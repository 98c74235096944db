/**
 * How good an update is, as the literature on editing counts it: efficacy, generalisation, specificity and their harmonic
 * mean (Meng et al. 2022, "Locating and Editing Factual Associations in GPT", section 3.4); and what it costs other facts
 * in perplexity (Dai et al. 2022, section 5.1).
 */
import type { ProbeReading } from '../knowledge/measures/probes';
import type { MeasuredGroup } from './measure';

export interface UpdateScores {
  /** Share of the wordings that chose the neurons in which the new answer comes first. */
  readonly efficacy: number;
  /** The same of the wordings that did not choose them; null where there are none. */
  readonly generalisation: number | null;
  /** Share of the relation's other facts whose first answer is what it was; null where none was asked. */
  readonly specificity: number | null;
  /** Harmonic mean of the three; null where one of them is. */
  readonly harmonicMean: number | null;
}

/** @param to token id of the new answer. @param neighbours the relation's other facts. */
export function updateScores(
  wordings: readonly { readonly chose: boolean; readonly after: ProbeReading }[],
  to: number,
  neighbours: Pick<MeasuredGroup, 'prompts' | 'edit'>,
): UpdateScores {
  const shareOf = (chose: boolean) => {
    const own = wordings.filter((wording) => wording.chose === chose);
    return own.length === 0 ? null : own.filter(({ after }) => after.top.id === to).length / own.length;
  };
  const efficacy = shareOf(true) ?? 0;
  const generalisation = shareOf(false);
  const specificity = neighbours.prompts === 0 ? null : 1 - neighbours.edit.answersChanged;
  const all = [efficacy, generalisation, specificity];
  const known = all.filter((score) => score !== null);
  return {
    efficacy,
    generalisation,
    specificity,
    harmonicMean: known.length === all.length ? harmonicMeanOf(known) : null,
  };
}

/** 0 where one of them is. */
export function harmonicMeanOf(shares: readonly number[]): number {
  return shares.some((share) => share === 0) ? 0 : shares.length / shares.reduce((sum, share) => sum + 1 / share, 0);
}

interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** exp of the mean negative log-probability of the right answers; null where none was asked. */
export interface Perplexities {
  /** Of the relation's other facts; the paper's intra-relation perplexity. */
  readonly inner: BeforeAfter | null;
  /** Of other relations' facts; the paper's inter-relation perplexity. */
  readonly outer: BeforeAfter | null;
}

export function perplexitiesOf(inner: MeasuredGroup, outer: MeasuredGroup | null): Perplexities {
  const of = (group: MeasuredGroup | null): BeforeAfter | null =>
    group === null || group.prompts === 0
      ? null
      : { before: group.before.perplexity, after: group.edit.after.perplexity };
  return { inner: of(inner), outer: of(outer) };
}
