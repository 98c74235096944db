/** What comes with the page is what the built-in model says now. Whoever changed one of the two: `npm run beforehand`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FirstAnswers } from '../src/keeping/beforehand';
import { unpackRoomAnswers } from '../src/keeping/beforehand-rooms';
import type { Ranking } from '../src/knowledge/measures/ranking';
import { neuronsAbove } from '../src/knowledge/measures/ranking';
import { answerFirst, answerRooms, BEFOREHAND } from './beforehand';

/** Another processor may round a last digit the other way; in probability, and of activations in thousandths. */
const CLOSE = 2e-5;
const STEPS = 2;

const text = (name: string) => readFileSync(join(BEFOREHAND, name), 'utf8');
const furthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))));

describe('the answers to the first example', async () => {
  const kept = JSON.parse(text('first.json')) as FirstAnswers;
  const now = await answerFirst();

  it('are of the very model that comes with the page', () => {
    const { model, config, prompt } = kept;
    expect({ model, config, prompt }).toEqual({ model: now.model, config: now.config, prompt: now.prompt });
  });

  it('are its predictions', () => {
    const { before } = kept.reading;
    expect(before.top.map(({ token }) => token)).toEqual(now.reading.before.top.map(({ token }) => token));
    expect(
      furthest(
        before.top.map(({ probability }) => probability),
        now.reading.before.top.map(({ probability }) => probability),
      ),
    ).toBeLessThan(CLOSE);
    expect(kept.reading.target).toEqual(now.reading.target);
  });

  it('are its scores and activations, of every neuron', () => {
    const { scores, activations, target } = kept.attribution;
    expect(target.token).toBe(now.attribution.target.token);
    expect([scores.length, activations.length]).toEqual([9216, 9216]);
    expect(furthest(scores, now.attribution.scores)).toBeLessThanOrEqual(STEPS);
    expect(furthest(activations, now.attribution.activations)).toBeLessThanOrEqual(STEPS);
  });
});

describe('the fact and the relation', async () => {
  const kept = unpackRoomAnswers(text('rooms.json'));
  const now = await answerRooms();

  it('are what the library and the model say', () => {
    expect([kept.fact, kept.relation]).toEqual([now.fact, now.relation]);
    const { hash } = now.relationEvidence.value;
    const abouts = [kept.evidence, kept.relationEvidence, kept.elsewhere].map((answer) => answer?.about.model);
    expect(abouts).toEqual([hash, hash, hash]);
    expect(kept.evidence?.value.map(({ prompt }) => prompt)).toEqual(now.fact.paraphrases);
    const subjects = ({ value }: typeof now.relationEvidence) => value.facts.map(({ subject }) => subject);
    expect(kept.relationEvidence && subjects(kept.relationEvidence)).toEqual(subjects(now.relationEvidence));
  });

  it('has the neurons that are found now', () => {
    const pairs: (readonly [Ranking | undefined, Ranking])[] = [
      ...now.evidence.value.map(({ attribution }, i) => [kept.evidence?.value[i]?.attribution, attribution] as const),
      ...now.relationEvidence.value.facts.flatMap(({ rankings }, i) =>
        rankings.map((ranking, j) => [kept.relationEvidence?.value.facts[i]?.rankings[j], ranking] as const),
      ),
      ...now.elsewhere.value.relations.flatMap(({ rankings }, i) =>
        rankings.map((ranking, j) => [kept.elsewhere?.value.relations[i]?.rankings[j], ranking] as const),
      ),
    ];
    expect(pairs.length).toBeGreaterThan(80);
    for (const [before, found] of pairs) {
      expect(Math.abs((before?.largest ?? NaN) / found.largest - 1)).toBeLessThan(1e-3);
      const names = (ranking: Ranking) =>
        neuronsAbove(ranking, 0.2).map(({ layer, neuron, score }) => ({ name: `${layer} ${neuron}`, score }));
      // A score at the very threshold may fall to either side.
      const missing = names(found).filter(
        ({ name, score }) =>
          score > 0.201 * found.largest && !(before && names(before).some((other) => other.name === name)),
      );
      expect(missing).toEqual([]);
    }
  });
});
