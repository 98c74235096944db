import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadLibraryFolder } from '../library/node';
import { ASKED, SPLIT } from './protocol';
import { halfOf } from './split';

it('no fact and no template of a relation is in both halves, and each is in one', async () => {
  const { relations } = await loadLibraryFolder(join(import.meta.dirname, '../../models/relations'));
  expect(relations.length).toBeGreaterThan(20);
  for (const relation of relations) {
    const [finding, measuring] = [halfOf(relation, 'finding'), halfOf(relation, 'measuring')];
    const subjects = [...finding.facts, ...measuring.facts].map(({ subject }) => subject);
    expect(subjects.toSorted()).toEqual(relation.facts.map(({ subject }) => subject).toSorted());
    const texts = [...finding.templates, ...measuring.templates].map(({ text }) => text);
    expect(texts.toSorted()).toEqual(relation.templates.map(({ text }) => text).toSorted());
    for (const { facts, templates } of [finding, measuring]) {
      expect(facts.length).toBeGreaterThanOrEqual(ASKED.relation.facts);
      expect(templates.length).toBeGreaterThanOrEqual(ASKED.relation.wordings);
    }
    // The best known fact finds, the next one measures.
    expect(finding.facts[0]!.mentions).toBeGreaterThanOrEqual(measuring.facts[0]!.mentions);
    expect(measuring.facts[0]!.mentions).toBeGreaterThanOrEqual(finding.facts[1]!.mentions);
  }
});

it('a relation of few facts keeps them all in both halves, and divides its wordings', async () => {
  const fact = (n: number) => ({ subject: `s${n}`, object: 'o', source: 'own', mentions: 9 - n }) as const;
  const few = {
    id: 'P1',
    label: 'few',
    description: 'few',
    templates: ['[X] a [Y].', '[X] b [Y].', '[X] c [Y].'].map((text) => ({ text, use: 'train' as const })),
    facts: Array.from({ length: 2 * SPLIT.leastFacts - 1 }, (_, n) => fact(n)),
  };
  expect(halfOf(few, 'finding').facts).toEqual(few.facts);
  expect(halfOf(few, 'measuring').facts).toEqual(few.facts);
  expect(halfOf(few, 'finding').templates.map(({ text }) => text)).toEqual(['[X] a [Y].', '[X] c [Y].']);
  expect(halfOf(few, 'measuring').templates.map(({ text }) => text)).toEqual(['[X] b [Y].']);
  const enough = { ...few, facts: [...few.facts, fact(few.facts.length)] };
  expect(halfOf(enough, 'measuring').facts).toHaveLength(SPLIT.leastFacts);
});
