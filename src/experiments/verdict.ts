/**
 * What may be concluded from an edit beside its controls, in words: the same on the page and from the command line. An
 * effect is a mean change of log-odds: of the answer that an update teaches, else of the right one. It is more than chance
 * only beyond all of at least 19 draws; it has to be more than louder, busier or other facts' neurons do; and it must
 * not be found everywhere. Whatever it fails is said.
 */
import type { Token } from '../checkpoint/tokenizer';
import type { GroupChange } from '../knowledge/measures/score';
import { atLeast } from './chance';
import { controlChanges } from './compare';
import type { ControlKind } from './controls';
import { EVERYDAY, type Measured, type MeasuredGroup } from './measure';
import { VERDICT } from './protocol';
import type { SharedNeuron, Skip } from './update';

export const VERDICT_KINDS = [
  'nothingToEdit',
  'nothingChanged',
  'fewDraws',
  'asChance',
  'asControl',
  'broadcasts',
  'notSpecific',
  'influences',
] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

export interface Verdict {
  /** The first thing that it fails, in the order above. */
  readonly kind: VerdictKind;
  /** Everything that it fails, or what it shows. */
  readonly text: string;
}

interface Finding {
  readonly kind: VerdictKind;
  readonly text: string;
}

export interface Judged {
  /** The prompts that the edit is about. */
  readonly own: MeasuredGroup;
  /** Those that it should leave alone. */
  readonly elsewhere: readonly MeasuredGroup[];
  /** The answer that it teaches, if any. */
  readonly to: Token | null;
}

const CONTROL_NAMES: Readonly<Record<ControlKind, string>> = {
  random: 'random neurons',
  matched: 'neurons that write as much',
  mostActive: 'the most active neurons',
  sameRelation: 'another fact’s neurons of the same relation',
  otherRelation: 'another relation’s neurons',
  push: 'neurons chosen by their direct push alone',
};

/** What it means that a control does as much. */
const MEANINGS: Readonly<Record<ControlKind, string>> = {
  random: 'so this says nothing about these neurons',
  matched: 'so what counts is how much is written, not which neurons write it',
  mostActive: 'so anything that fires would do',
  sameRelation: 'so the effect is not particular to this fact',
  otherRelation: 'so the effect is not particular to this relation',
  push: 'so no attribution is needed to find such neurons',
};

const GROUP_NAMES: Readonly<Record<string, string>> = {
  'other facts': 'other facts of the relation',
  [EVERYDAY]: 'everyday sentences',
};

/** @param skipped why an update edits nothing. */
export function judgeUpdate({
  groups,
  to,
  set,
  skipped,
}: Pick<Measured, 'groups'> & {
  readonly to: Token | null;
  readonly set: readonly SharedNeuron[];
  readonly skipped: Skip | null;
}): Verdict {
  if (skipped !== null) return { kind: 'nothingToEdit', text: skippedText(skipped, set.length) };
  const [finding, held, ...elsewhere] = groups;
  const own = held!.prompts > 0 ? held! : finding!;
  const verdict = judge({ own, elsewhere, to });
  const chosen = own === finding && own.prompts > 0;
  return chosen ? { ...verdict, text: `${verdict.text} ${SAME_WORDINGS}` } : verdict;
}

const SAME_WORDINGS = 'It was measured on wordings that chose the neurons, which flatters them.';

function skippedText(skipped: Skip, neurons: number): string {
  const why =
    skipped === 'noNeurons'
      ? 'No neuron reaches both thresholds'
      : neurons === 1
        ? 'Its one neuron serves other facts of the relation and is spared'
        : `All ${neurons} of its neurons serve other facts of the relation and are spared`;
  return `${why}, so there is nothing to edit. The fact is skipped: it has neither failed nor succeeded.`;
}

/** What an edit of some neurons shows about them. */
export function judge(judged: Judged): Verdict {
  const { own, to } = judged;
  const effect = effectOf(own.edit, to);
  const asked = judged.elsewhere.filter(({ prompts }) => prompts > 0);
  const flipped = asked.filter((group) => isMoreThanFew(changedIn(group), group.prompts));
  if (Math.abs(effect) < VERDICT.nothing && changedIn(own) === 0) {
    const elsewhere = flipped.length > 0 ? ` But ${flipped.map(flips).join(', ')}.` : '';
    return { kind: 'nothingChanged', text: `Nothing changed here, so there is nothing to compare.${elsewhere}` };
  }
  const findings = [
    ...besideDraws(own, effect, to),
    ...besideOthers(own, effect, to),
    ...broadcasting(asked, effect, to),
    ...harm({ ...judged, elsewhere: asked }),
  ];
  const [first] = findings;
  if (first) {
    const failed = findings.map(({ text }) => text).join(' ');
    const unsaid = flipped.filter((group) => !failed.includes(nameOf(group))).map(flips);
    return { kind: first.kind, text: unsaid.length > 0 ? `${failed} Also, ${unsaid.join(', ')}.` : failed };
  }
  const aside = flipped.length > 0 ? ` Still, ${flipped.map(flips).join(', ')}.` : '';
  return { kind: 'influences', text: `${taughtText(own, to)}${nearestText(own, effect, to)}${aside} ${CAVEAT}` };
}

const CAVEAT = 'The neurons influence this fact; it does not show that they store it.';

/** Random and matched neurons: a verdict takes enough draws, and an effect beyond all of them. */
function besideDraws(own: MeasuredGroup, effect: number, to: Token | null): readonly Finding[] {
  return (['random', 'matched'] as const).flatMap((kind): Finding[] => {
    const draws = effectsOf(own, kind, to);
    const reaching = draws.filter((draw) => Math.abs(draw) >= Math.abs(effect)).length;
    if (reaching > 0) {
      const text = `${begun(CONTROL_NAMES[kind])} do as much in ${reaching} of ${draws.length} draws, ${MEANINGS[kind]}.`;
      return [{ kind: kind === 'random' ? 'asChance' : 'asControl', text }];
    }
    if (draws.length >= VERDICT.leastDraws) return [];
    const text = `${draws.length === 0 ? 'No' : draws.length} ${draws.length === 1 ? 'draw' : 'draws'} of ${CONTROL_NAMES[kind]} cannot show that it is more than chance; that takes ${VERDICT.leastDraws}.`;
    return [{ kind: 'fewDraws', text }];
  });
}

/** Neurons that something else chose: none may do as much. */
function besideOthers(own: MeasuredGroup, effect: number, to: Token | null): readonly Finding[] {
  return (['mostActive', 'sameRelation', 'otherRelation'] as const).flatMap((kind): Finding[] => {
    const share = shareOf(effectsOf(own, kind, to), effect);
    return share === null || share < VERDICT.asMuch
      ? []
      : [{ kind: 'asControl', text: `${begun(CONTROL_NAMES[kind])} do ${inPercent(share)} of it, ${MEANINGS[kind]}.` }];
  });
}

/** An update that makes its word likelier everywhere has not taught this fact. */
function broadcasting(elsewhere: readonly MeasuredGroup[], effect: number, to: Token | null): readonly Finding[] {
  if (!to) return [];
  const saying = elsewhere.filter((group) => isMoreThanFew(sayingIn(group), group.prompts));
  const rising = elsewhere.filter(
    (group) => !saying.includes(group) && effect > 0 && effectOf(group.edit, to) >= VERDICT.asMuch * effect,
  );
  if (saying.length + rising.length === 0) return [];
  const said = saying.map((group) => `${sayingIn(group)} of ${group.prompts} ${nameOf(group)} now say it`);
  const risen = rising.map((group) => `its log-odds rise by ${nats(effectOf(group.edit, to))} in ${nameOf(group)}`);
  const here = rising.length > 0 ? `, and by ${nats(effect)} here` : '';
  return [{ kind: 'broadcasts', text: `It broadcasts “${to.token}”: ${[...said, ...risen].join(', ')}${here}.` }];
}

/** What the right answers elsewhere lose, beside the one here. */
function harm({ own, elsewhere }: Judged): readonly Finding[] {
  const here = own.edit.logOdds;
  const moved = elsewhere.filter(
    ({ edit, controls }) =>
      Math.abs(edit.logOdds) >= Math.max(VERDICT.elsewhere * Math.abs(here), VERDICT.nothing) &&
      effectsOf({ controls }, 'random', null).every((draw) => Math.abs(draw) < Math.abs(edit.logOdds)),
  );
  const flipped = elsewhere.filter(
    (group) =>
      !moved.includes(group) &&
      isMoreThanFew(changedIn(group), group.prompts) &&
      group.edit.answersChanged >= VERDICT.elsewhere * own.edit.answersChanged,
  );
  if (moved.length + flipped.length === 0) return [];
  const parts = [
    ...moved.map((group) => `by ${nats(group.edit.logOdds)} in ${nameOf(group)}`),
    ...flipped.map((group) => flips(group)),
  ];
  const begin = moved.length > 0 ? `right answers move by ${nats(here)} here and ` : '';
  return [{ kind: 'notSpecific', text: `It is not specific to this fact: ${begin}${parts.join(', ')}.` }];
}

function taughtText({ edit, prompts, name }: MeasuredGroup, to: Token | null): string {
  if (!to) return 'That is more than chance and than every control, and more here than elsewhere.';
  const first = Math.round((edit.watched?.first ?? 0) * prompts);
  const wordings = name === 'other wordings' ? 'wordings that did not choose the neurons' : 'wordings';
  return first > 0
    ? `“${to.token}” now comes first in ${first} of ${prompts} ${wordings}, and it is not broadcast.`
    : `“${to.token}” becomes likelier here than by chance and than elsewhere, but comes first in none of ${prompts} ${wordings}.`;
}

/** The control that comes nearest, as a share of the effect. */
function nearestText(own: MeasuredGroup, effect: number, to: Token | null): string {
  const shares = own.controls.flatMap(({ kind }) => {
    const share = shareOf(effectsOf(own, kind, to), effect);
    return share === null ? [] : [{ kind, share }];
  });
  const [nearest] = shares.sort((a, b) => b.share - a.share);
  return nearest
    ? ` Of the controls, ${CONTROL_NAMES[nearest.kind]} come nearest: ${inPercent(nearest.share)} of it.`
    : '';
}

function effectOf(change: GroupChange, to: Token | null): number {
  return to && change.watched ? change.watched.logOdds : change.logOdds;
}

function effectsOf(group: Pick<MeasuredGroup, 'controls'>, kind: ControlKind, to: Token | null): number[] {
  return controlChanges(group, kind).map((change) => effectOf(change, to));
}

/** Of the largest draw in the direction of the effect, at least 0; null where that control is not there. */
function shareOf(draws: readonly number[], effect: number): number | null {
  return draws.length === 0 || effect === 0 ? null : Math.max(0, ...draws.map((draw) => draw / effect));
}

/** Whether so many changed answers are more than come about anywhere. */
function isMoreThanFew(changed: number, prompts: number): boolean {
  const { share, level } = VERDICT.flips;
  return changed > 0 && atLeast(changed, prompts, share) <= level;
}

const changedIn = ({ edit, prompts }: MeasuredGroup) => Math.round(edit.answersChanged * prompts);
const sayingIn = ({ edit, prompts }: MeasuredGroup) => Math.round((edit.watched?.first ?? 0) * prompts);
const nameOf = ({ name }: MeasuredGroup) => GROUP_NAMES[name] ?? name;
const flips = (group: MeasuredGroup) =>
  `${changedIn(group)} of ${group.prompts} first answers of ${nameOf(group)} change`;
const begun = (text: string) => text[0]!.toUpperCase() + text.slice(1);
const inPercent = (share: number) => `${Math.round(share * 100)} %`;
/** With a real sign, in nats. */
const nats = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
