/** The words of an erasure's verdict, on cases that are made so that each control fails. */
import { expect, it } from 'vitest';
import { erasureVerdict, type Harm, type Harms } from './erasure-verdict';

const harm = (nats: number, changed = 0, prompts = 16): Harm => ({ nats, changed, prompts });
const draws = (count: number, nats: number) => Array.from({ length: count }, () => harm(nats));

/** Perplexity of the relation four times as large, and nothing else moves. */
const CLEAN: Harms = {
  own: harm(Math.log(4), 9),
  controls: { random: draws(19, 0), matched: draws(19, 0.1), mostActive: harm(0.1), otherRelation: harm(0.2) },
  others: [harm(0), harm(0.05), harm(-0.01)],
  everyday: harm(0.02, 1, 40),
};
const controls = (changed: Partial<Harms['controls']>): Harms => ({
  ...CLEAN,
  controls: { ...CLEAN.controls, ...changed },
});

it('an erasure that no control reaches is specific, and is not said to show where the relation is stored', () => {
  const { kind, text } = erasureVerdict(CLEAN);
  expect(kind).toBe('specific');
  expect(text).toContain('random neurons do as much in none of 38 draws');
  expect(text).toContain('the most active neurons do 7 %, another relation’s neurons 14 % of it');
  expect(text).toContain('The other relations lose 1 % of what this one loses on average; 0 of 3 lose 50 % or more');
  expect(text).toContain(' 9 of 16 first answers changed. These neurons influence');
  expect(text).toContain('does not show that they store it');
  const answering = erasureVerdict({ ...CLEAN, own: harm(Math.log(4), 7) });
  expect(answering.kind).toBe('specific');
  expect(answering.text).toContain('7 of 16 first answers changed, so the relation is weakened rather than erased.');
});

it('nothing against nothing is nothing, not more than chance', () => {
  const zero = { ...CLEAN, own: harm(0), others: [harm(0)], controls: { ...CLEAN.controls, random: draws(19, 0) } };
  expect(erasureVerdict(zero)).toEqual({
    kind: 'nothing',
    text: 'Nothing changed: the relation’s perplexity is what it was, and 0 of 16 first answers changed.',
  });
  expect(erasureVerdict({ ...CLEAN, own: harm(-0.5, 2) })).toEqual({
    kind: 'nothing',
    text: 'Not erased: the relation’s perplexity fell (2 of 16 first answers changed).',
  });
});

it('neurons that serve everything are not specific, however far from chance', () => {
  const { kind, text } = erasureVerdict({ ...CLEAN, others: [harm(1.3), harm(1.4), harm(1.5)] });
  expect(kind).toBe('unspecific');
  expect(text).toBe(
    'Not specific: the other relations lose 101 % of what this one loses on average, everyday sentences 1 %.',
  );
  const daily = erasureVerdict({ ...CLEAN, everyday: harm(1, 20, 40) });
  expect(daily.text).toMatch(/^Not specific: .*everyday sentences 72 %/);
});

it('one everyday answer of 40 that flips is not "not specific"', () => {
  expect(erasureVerdict({ ...CLEAN, everyday: harm(0.03, 1, 40) }).kind).toBe('specific');
});

it('one other relation that loses as much is counted, and spoils nothing by itself', () => {
  const { kind, text } = erasureVerdict({ ...CLEAN, others: [harm(1.4), ...draws(9, 0)] });
  expect(kind).toBe('specific');
  expect(text).toContain('lose 10 % of what this one loses on average; 1 of 10 lose 50 % or more');
});

it('where one of many draws does as much, chance does', () => {
  const reached = (count: number, of: number) => [...draws(count, 2), ...draws(of - count, 0)];
  expect(erasureVerdict(controls({ random: reached(1, 19) }))).toEqual({
    kind: 'chance',
    text: 'Chance does as much: random neurons do in 1 of 19 draws.',
  });
  expect(erasureVerdict(controls({ random: reached(1, 5) })).kind).toBe('chance');
  expect(erasureVerdict(controls({ matched: reached(3, 19) })).text).toBe(
    'Chance does as much: random neurons that write as much do in 3 of 19 draws.',
  );
});

it('fewer than 19 draws give no verdict, however clear the numbers are', () => {
  const { kind, text } = erasureVerdict(controls({ random: draws(18, 0), matched: [] }));
  expect([kind, text]).toEqual([
    'untested',
    'No verdict on chance: that needs 19 draws of random neurons, and there are 18.',
  ]);
  expect(erasureVerdict(controls({ random: [], matched: [] })).text).toContain('there are 0.');
});

it('neurons that are only the most active, or any relation’s, are not the relation’s', () => {
  expect(erasureVerdict(controls({ mostActive: harm(1.3) }))).toEqual({
    kind: 'controls',
    text: 'Not these neurons alone: the most active neurons do 94 % of what they do.',
  });
  expect(erasureVerdict(controls({ otherRelation: harm(1.2) })).text).toBe(
    'Not these neurons alone: another relation’s neurons do 87 % of what they do.',
  );
  const none = erasureVerdict(controls({ mostActive: null, otherRelation: null }));
  expect(none.text).toContain('in none of 38 draws. The other');
});

it('all that speaks against it is said', () => {
  const all = { ...controls({ mostActive: harm(1.4), matched: draws(19, 2) }), others: [harm(1.4)] };
  const { kind, text } = erasureVerdict(all);
  expect(kind).toBe('chance');
  expect(text).toMatch(/^Chance does as much: .* Not these neurons alone: .* Not specific: /);
});
