/** The words of the verdict, on planted comparisons: each control is made to fail, and what is said of it is held. */
import { describe, expect, it } from 'vitest';
import type { GroupChange } from '../knowledge/measures/score';
import type { ControlKind } from './controls';
import type { MeasuredGroup } from './measure';
import { VERDICT } from './protocol';
import { judge, judgeUpdate } from './verdict';

const score = { perplexity: 2, accuracy: 1, probability: 0.5 };
const TO = { id: 7, token: 'berlin' };

/** A change of log-odds of the right answer and of the new one, and shares of first answers. */
interface Planted {
  readonly odds?: number;
  readonly changed?: number;
  readonly risen?: number;
  readonly saying?: number;
}
const change = ({ odds = 0, changed = 0, risen = 0, saying = 0 }: Planted): GroupChange => ({
  after: score,
  answersChanged: changed,
  probability: odds / 10,
  logOdds: odds,
  watched: { first: saying, probability: risen / 10, logOdds: risen },
});

type PlantedControls = Partial<Record<ControlKind, readonly Planted[]>>;
const many = (planted: Planted, count: number = VERDICT.leastDraws) => Array.from({ length: count }, () => planted);
const QUIET: PlantedControls = {
  random: many({ odds: -0.02, risen: 0.02 }),
  matched: many({ odds: -0.1, risen: 0.1 }),
  mostActive: [{ odds: -0.3, risen: 0.3 }],
  sameRelation: [{ odds: -0.9, risen: 0.9 }],
  otherRelation: [{ odds: -0.2, risen: 0.2 }],
};
function group(name: string, prompts: number, edit: Planted, controls: PlantedControls = QUIET): MeasuredGroup {
  return {
    name,
    prompts,
    examples: [],
    before: score,
    edit: change(edit),
    controls: Object.entries(controls).map(([kind, changes]) => ({
      kind: kind as ControlKind,
      changes: changes.map(change),
    })),
  };
}
const own = (edit: Planted, controls?: PlantedControls) => group('other wordings', 8, edit, controls);
const LEFT_ALONE = [group('other facts', 12, { odds: -0.1 }), group('everyday', 40, { odds: -0.05 })];
const silenced = { odds: -2, changed: 0.5 };

it('neurons that pass every control influence the fact, and no more is said', () => {
  const verdict = judge({ own: own(silenced), elsewhere: LEFT_ALONE, to: null });
  expect(verdict).toEqual({
    kind: 'influences',
    text:
      'That is more than chance and than every control, and more here than elsewhere. Of the controls, another fact’s ' +
      'neurons of the same relation come nearest: 45 % of it. The neurons influence this fact; it does not show that they store it.',
  });
});

describe('nothing', () => {
  it('0 against 0 is no chance result, but nothing changed', () => {
    const zero = own({}, { random: many({}), matched: many({}), mostActive: [{}] });
    const verdict = judge({ own: zero, elsewhere: [group('everyday', 40, {})], to: null });
    expect(verdict).toEqual({
      kind: 'nothingChanged',
      text: 'Nothing changed here, so there is nothing to compare.',
    });
  });

  it('says what changed elsewhere all the same', () => {
    const everyday = group('everyday', 40, { changed: 0.5 });
    expect(judge({ own: own({}), elsewhere: [everyday], to: null }).text).toMatch(
      /But 20 of 40 first answers of everyday sentences change\.$/,
    );
  });

  it.each([
    ['noNeurons', 0, /^No neuron reaches both thresholds/],
    ['allSpared', 3, /^All 3 of its neurons serve other facts/],
  ] as const)('a fact with no neurons is skipped: %s', (skipped, count, words) => {
    const set = Array.from({ length: count }, (_, neuron) => ({ layer: 0, neuron, share: 1, isSpared: true }));
    const verdict = judgeUpdate({ groups: [own({}), own({})], to: TO, set, skipped });
    expect(verdict.kind).toBe('nothingToEdit');
    expect(verdict.text).toMatch(words);
    expect(verdict.text).toMatch(
      /there is nothing to edit\. The fact is skipped: it has neither failed nor succeeded\.$/,
    );
  });
});

describe('chance', () => {
  it('does as much where a single draw does', () => {
    const random = [...many({ odds: 0.1 }, 18), { odds: 2.1 }];
    const verdict = judge({ own: own(silenced, { ...QUIET, random }), elsewhere: LEFT_ALONE, to: null });
    expect(verdict.kind).toBe('asChance');
    expect(verdict.text).toBe('Random neurons do as much in 1 of 19 draws, so this says nothing about these neurons.');
  });

  it('takes 19 draws to be excluded', () => {
    const few = { ...QUIET, random: many({ odds: 0.1 }, 18), matched: many({ odds: 0.1 }, 1) };
    const verdict = judge({ own: own(silenced, few), elsewhere: LEFT_ALONE, to: null });
    expect(verdict.kind).toBe('fewDraws');
    expect(verdict.text).toMatch(
      /^18 draws of random neurons cannot show that it is more than chance; that takes 19\./,
    );
    expect(verdict.text).toMatch(/1 draw of neurons that write as much cannot show/);
    expect(judge({ own: own(silenced, {}), elsewhere: LEFT_ALONE, to: null }).text).toMatch(
      /^No draws of random neurons/,
    );
  });
});

describe('a control that does as much is named, with what it means', () => {
  it.each([
    [
      'matched',
      many({ odds: -2.2 }),
      /^Neurons that write as much do as much in 19 of 19 draws, so what counts is how much is written/,
    ],
    ['mostActive', [{ odds: -1.8 }], /^The most active neurons do 90 % of it, so anything that fires would do/],
    [
      'sameRelation',
      [{ odds: -0.1 }, { odds: -1.6 }],
      /^Another fact’s neurons of the same relation do 80 % of it, so the effect is not particular to this fact/,
    ],
    [
      'otherRelation',
      [{ odds: -3 }],
      /^Another relation’s neurons do 150 % of it, so the effect is not particular to this relation/,
    ],
  ] as const)('%s', (kind, draws, words) => {
    const verdict = judge({ own: own(silenced, { ...QUIET, [kind]: draws }), elsewhere: LEFT_ALONE, to: null });
    expect(verdict.kind).toBe('asControl');
    expect(verdict.text).toMatch(words);
  });

  it('but one that pushes the other way is not', () => {
    const against = { ...QUIET, mostActive: [{ odds: 5 }] };
    expect(judge({ own: own(silenced, against), elsewhere: LEFT_ALONE, to: null }).kind).toBe('influences');
  });
});

describe('specificity', () => {
  it('a set of neurons that serves everything harms all alike', () => {
    const elsewhere = [
      group('other facts', 12, { odds: -1.9, changed: 0.5 }),
      group('other relations', 54, { odds: -2.1, changed: 0.5 }),
      group('everyday', 40, { odds: -0.2, changed: 0.3 }),
    ];
    const verdict = judge({ own: own(silenced), elsewhere, to: null });
    expect(verdict).toEqual({
      kind: 'notSpecific',
      text:
        'It is not specific to this fact: right answers move by −2.00 here and by −1.90 in other facts of the relation, ' +
        'by −2.10 in other relations, 12 of 40 first answers of everyday sentences change.',
    });
  });

  it('one flipped everyday answer of 40 is not "not specific"', () => {
    const everyday = (changed: number) => [group('everyday', 40, { odds: -0.1, changed: changed / 40 })];
    const doubled = own({ odds: 2, changed: 0 });
    expect(judge({ own: doubled, elsewhere: everyday(1), to: null }).kind).toBe('influences');
    expect(judge({ own: doubled, elsewhere: everyday(1), to: null }).text).not.toMatch(/everyday/);
    expect(judge({ own: doubled, elsewhere: everyday(5), to: null }).kind).toBe('notSpecific');
    // Where far more change here, it is said beside the rest.
    const verdict = judge({ own: own({ odds: -2, changed: 1 }), elsewhere: everyday(5), to: null });
    expect(verdict.kind).toBe('influences');
    expect(verdict.text).toMatch(/Still, 5 of 40 first answers of everyday sentences change\./);
  });

  it('what random neurons do there, too, is not held against the edit', () => {
    const shaken = group('everyday', 40, { odds: -1.2 }, { random: [{ odds: 1.3 }] });
    expect(judge({ own: own(silenced), elsewhere: [shaken], to: null }).kind).toBe('influences');
  });
});

describe('an update', () => {
  const taught = { odds: -3, changed: 1, risen: 6, saying: 0.75 };

  it('that teaches this fact alone says in how many wordings it is learned', () => {
    const verdict = judge({ own: own(taught), elsewhere: LEFT_ALONE, to: TO });
    expect(verdict.kind).toBe('influences');
    expect(verdict.text).toMatch(
      /^“berlin” now comes first in 6 of 8 wordings that did not choose the neurons, and it is not broadcast\./,
    );
    const likelier = judge({ own: own({ odds: -1, risen: 2 }), elsewhere: LEFT_ALONE, to: TO });
    expect(likelier.text).toMatch(/comes first in none of 8 wordings/);
  });

  it('that broadcasts its word is told by who says it', () => {
    const elsewhere = [group('other facts', 12, { changed: 0.75, saying: 0.75, risen: 5 }), ...LEFT_ALONE.slice(1)];
    const verdict = judge({ own: own(taught), elsewhere, to: TO });
    expect(verdict.kind).toBe('broadcasts');
    expect(verdict.text).toMatch(/^It broadcasts “berlin”: 9 of 12 other facts of the relation now say it\./);
  });

  it('that makes its word as much likelier elsewhere broadcasts it, even where nobody says it yet', () => {
    const elsewhere = [group('other relations', 54, { risen: 5 })];
    expect(judge({ own: own(taught), elsewhere, to: TO })).toEqual({
      kind: 'broadcasts',
      text: 'It broadcasts “berlin”: its log-odds rise by +5.00 in other relations, and by +6.00 here.',
    });
  });

  it('is judged on the wordings that did not choose its neurons, and says where there are none', () => {
    const groups = (held: number) => [
      group('finding wordings', 2, taught),
      group('other wordings', held, { ...taught, saying: 0 }),
      ...LEFT_ALONE,
    ];
    const judged = (held: number) => judgeUpdate({ groups: groups(held), to: TO, set: [], skipped: null }).text;
    expect(judged(2)).toMatch(/comes first in none of 2 wordings that did not choose the neurons/);
    expect(judged(2)).not.toMatch(/flatters/);
    expect(judged(0)).toMatch(/wordings that chose the neurons, which flatters them\.$/);
  });

  it('says what it flips elsewhere beside what it fails', () => {
    const controls = { ...QUIET, mostActive: [{ risen: 9 }] };
    const elsewhere = [group('everyday', 40, { changed: 6 / 40 })];
    expect(judge({ own: own(taught, controls), elsewhere, to: TO }).text).toMatch(
      /anything that fires would do\. Also, 6 of 40 first answers of everyday sentences change\.$/,
    );
  });

  it('says everything that it fails', () => {
    const controls = { ...QUIET, mostActive: [{ risen: 9 }] };
    const elsewhere = [group('other facts', 12, { odds: -3, changed: 0.75, saying: 0.75 })];
    const verdict = judge({ own: own(taught, controls), elsewhere, to: TO });
    expect(verdict.kind).toBe('asControl');
    expect(verdict.text).toMatch(/most active neurons do 150 % of it.*It broadcasts.*It is not specific/);
  });
});
