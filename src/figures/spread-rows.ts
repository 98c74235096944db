/** The relations that an erasure was measured on, as rows: what the edits do to each, and random neurons instead. */
import type { Harm } from '../experiments/erasure-verdict';
import { EVERYDAY, type MeasuredGroup } from '../experiments/measure';
import { controlHarms, harmOf, type MeasuredErasure } from '../experiments/measure-erasure';

export interface SpreadRow {
  /** Its name is the relation's id. */
  readonly group: MeasuredGroup;
  readonly harm: Harm;
  /** By draw. */
  readonly random: readonly Harm[];
}

/** The relation that is harmed most first. */
export function spreadRows({ groups }: Pick<MeasuredErasure, 'groups'>): readonly SpreadRow[] {
  return groups
    .filter(({ name }) => name !== EVERYDAY)
    .map((group) => ({ group, harm: harmOf(group, group.edit), random: controlHarms(group, 'random') }))
    .sort((a, b) => b.harm.nats - a.harm.nats);
}

/** @param nats ln(perplexity after / before). */
export function perplexityAfter({ before }: Pick<MeasuredGroup, 'before'>, nats: number): number {
  return before.perplexity * Math.exp(nats);
}

/** Of the axis of perplexity: a little more than all that is shown on it. */
export function domainOfSpread(rows: readonly SpreadRow[]): readonly [number, number] {
  const all = rows.flatMap(({ group, harm, random }) =>
    [0, harm.nats, ...random.map(({ nats }) => nats)].map((nats) => perplexityAfter(group, nats)),
  );
  return [Math.min(...all) * 0.9, Math.max(...all) * 1.1];
}
