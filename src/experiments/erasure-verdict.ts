/**
 * What an erasure lets one say, in words: whether the relation is harmed at all, more than by as many other neurons, and
 * more than all else is. Harm is counted as ln(perplexity after / before), the mean fall of the right answer's
 * log-probability in nats, so that a part of it can be said as a share.
 */
import { VERDICT } from './protocol';

export interface Harm {
  /** ln(perplexity after / before). */
  readonly nats: number;
  /** First answers that are others than before. */
  readonly changed: number;
  readonly prompts: number;
}

export interface Harms {
  /** Of the relation that is erased. */
  readonly own: Harm;
  /** Of the same relation, where as many other neurons are erased. */
  readonly controls: {
    /** By draw. */
    readonly random: readonly Harm[];
    /** By draw: random neurons that write as much. */
    readonly matched: readonly Harm[];
    readonly mostActive: Harm | null;
    readonly otherRelation: Harm | null;
  };
  /** By other relation, the inverse aside. */
  readonly others: readonly Harm[];
  readonly everyday: Harm | null;
}

/**
 * nothing: the relation is as it was, or better. untested: too few draws. chance: random neurons do as much. controls:
 * others do as much, or nearly. unspecific: all else is harmed, too. specific: none of these.
 */
export const ERASURE_VERDICTS = ['nothing', 'untested', 'chance', 'controls', 'unspecific', 'specific'] as const;

export interface ErasureVerdict {
  readonly kind: (typeof ERASURE_VERDICTS)[number];
  /** For a person. */
  readonly text: string;
}

/** All that speaks against the erasure is said; the first of it is the kind. */
export function erasureVerdict(harms: Harms): ErasureVerdict {
  const { own } = harms;
  if (own.nats < VERDICT.nothing) return nothingVerdict(own);
  const against = [...againstChance(harms), ...againstControls(harms), ...againstOthers(harms)];
  const [first] = against;
  return first
    ? { kind: first.kind, text: against.map(({ text }) => text).join(' ') }
    : { kind: 'specific', text: specificText(harms) };
}

function nothingVerdict({ nats, changed, prompts }: Harm): ErasureVerdict {
  const answers = `${changed} of ${prompts} first answers changed`;
  const text =
    Math.abs(nats) < VERDICT.nothing
      ? `Nothing changed: the relation’s perplexity is what it was, and ${answers}.`
      : `Not erased: the relation’s perplexity fell (${answers}).`;
  return { kind: 'nothing', text };
}

/** More than chance is an effect beyond all draws, of which there are enough. */
function againstChance({ own, controls: { random, matched } }: Harms): readonly ErasureVerdict[] {
  const drawn = [
    { name: 'random neurons', draws: random },
    ...(matched.length > 0 ? [{ name: 'random neurons that write as much', draws: matched }] : []),
  ];
  return drawn.flatMap(({ name, draws }): ErasureVerdict[] => {
    const reached = draws.filter(({ nats }) => nats >= own.nats).length;
    if (reached > 0)
      return [{ kind: 'chance', text: `Chance does as much: ${name} do in ${reached} of ${draws.length} draws.` }];
    if (draws.length >= VERDICT.leastDraws) return [];
    const text = `No verdict on chance: that needs ${VERDICT.leastDraws} draws of ${name}, and there are ${draws.length}.`;
    return [{ kind: 'untested', text }];
  });
}

function againstControls(harms: Harms): readonly ErasureVerdict[] {
  const strong = namedControls(harms).filter(({ part }) => part >= VERDICT.asMuch);
  return strong.length === 0
    ? []
    : [{ kind: 'controls', text: `Not these neurons alone: ${doing(strong)} of what they do.` }];
}

function againstOthers({ own, others, everyday }: Harms): readonly ErasureVerdict[] {
  const elsewhere = meanOf(others) / own.nats;
  const daily = everyday ? everyday.nats / own.nats : 0;
  if (Math.max(elsewhere, daily) < VERDICT.elsewhere) return [];
  const sentences = everyday ? `, everyday sentences ${share(daily)}` : '';
  const text = `Not specific: the other relations lose ${share(elsewhere)} of what this one loses on average${sentences}.`;
  return [{ kind: 'unspecific', text }];
}

function specificText(harms: Harms): string {
  const { own, controls, others } = harms;
  const draws = controls.random.length + controls.matched.length;
  const named = namedControls(harms);
  const alike = others.filter(({ nats }) => nats >= VERDICT.elsewhere * own.nats).length;
  const weakened = own.changed < VERDICT.erased * own.prompts ? ', so the relation is weakened rather than erased' : '';
  return [
    `Specific: random neurons do as much in none of ${draws} draws${named.length > 0 ? `, ${doing(named)} of it` : ''}.`,
    `The other relations lose ${share(meanOf(others) / own.nats)} of what this one loses on average; ` +
      `${alike} of ${others.length} lose ${share(VERDICT.elsewhere)} or more.`,
    `${own.changed} of ${own.prompts} first answers changed${weakened}.`,
    'These neurons influence this relation more than the others; it does not show that they store it.',
  ].join(' ');
}

/** With the part that each does of what the edit does. */
function namedControls({ own, controls: { mostActive, otherRelation } }: Harms) {
  return [
    { name: 'the most active neurons', harm: mostActive },
    { name: 'another relation’s neurons', harm: otherRelation },
  ].flatMap(({ name, harm }) => (harm ? [{ name, part: harm.nats / own.nats }] : []));
}

/** "the most active neurons do 12 %, another relation's neurons 3 %". */
function doing(named: readonly { readonly name: string; readonly part: number }[]): string {
  return named.map(({ name, part }, i) => `${name} ${i === 0 ? 'do ' : ''}${share(part)}`).join(', ');
}

/** What does good instead of harm does none. */
function share(part: number): string {
  return `${Math.round(100 * Math.max(0, part))} %`;
}

function meanOf(harms: readonly Harm[]): number {
  return harms.reduce((sum, { nats }) => sum + nats, 0) / Math.max(1, harms.length);
}
