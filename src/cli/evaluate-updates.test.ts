import { describe, expect, it } from 'vitest';
import type { Relation } from '../library/relation';
import { neighboursOf, updateTable, type UpdateOutcome } from './evaluate-updates';
import type { StudiedFact } from './evaluate-studied';

const RELATIONS = Array.from({ length: 6 }, (_, i) => ({ id: `P${i}` }) as Relation);
const fact = (
  relation: Relation,
  subject: string,
  answers: { targetId?: number; newId?: number } = {},
): StudiedFact => ({
  relation,
  subject,
  targetId: 1,
  newId: 2,
  finding: [],
  measuring: [],
  found: [],
  rankings: [],
  activations: new Float32Array(),
  ...answers,
});

interface Planted {
  /** Share of the fact's wordings that say the new word. */
  readonly learned: number;
  /** Whether facts of the relation, and of others, say it too. */
  readonly broadcasts: readonly [boolean, boolean];
}

function outcome({ learned, broadcasts }: Planted): UpdateOutcome {
  const neighbour = (isOwn: boolean) => {
    const saysNew = broadcasts[isOwn ? 0 : 1];
    return { isOwn, changed: saysNew, saysNew, before: Math.log(2), after: Math.log(saysNew ? 100 : 2) };
  };
  return {
    fact: fact(RELATIONS[0]!, 'Peru'),
    efficacy: learned,
    generalisation: learned,
    old: { relative: -0.5, logOdds: -1, answersChanged: learned },
    neighbours: [true, true, false, false, false, false].map(neighbour),
  };
}

const table = (...planted: readonly Planted[]) => updateTable(planted.map(outcome))!;

describe('the metrics of updates', () => {
  it('are perfect where the fact learns and nothing else moves', () => {
    expect(table({ learned: 1, broadcasts: [false, false] })).toMatchObject({
      efficacy: { mean: 1 },
      specificity: { mean: 1 },
      harmonicMean: 1,
      saysNewWord: { mean: 0 },
      failed: 0,
      updated: 1,
    });
  });

  it('fail an update that broadcasts its word, however well it teaches', () => {
    const broadcast = table({ learned: 1, broadcasts: [true, false] });
    expect(broadcast).toMatchObject({
      efficacy: { mean: 1 },
      specificityOfRelation: { mean: 0 },
      specificityOfOthers: { mean: 1 },
      harmonicMean: 0,
      saysNewWordInRelation: { mean: 1 },
      saysNewWordElsewhere: { mean: 0 },
      failed: 0,
    });
    expect(broadcast.specificity!.mean).toBeCloseTo(4 / 6, 12);
    expect(broadcast.inner!.before).toBeCloseTo(2, 9);
    expect(broadcast.inner!.after).toBeCloseTo(100, 9);
    expect(broadcast.outer!.after).toBeCloseTo(2, 9);
  });

  it('count the updates that most wordings do not follow', () => {
    const some = table({ learned: 0.5, broadcasts: [false, false] }, { learned: 0.75, broadcasts: [false, false] });
    expect(some).toMatchObject({ failed: 1, updated: 2, generalisation: { mean: 0.625 } });
    expect(some.harmonicMean).toBeCloseTo(3 / (2 / 0.625 + 1), 12);
    expect(updateTable([])).toBeNull();
  });
});

it('neighbours are two other facts of the relation and one of four others, none with the new answer', () => {
  const facts = RELATIONS.flatMap((relation) =>
    ['a', 'b', 'c', 'd', 'e'].map((subject, i) => fact(relation, subject, { targetId: i })),
  );
  const updated = facts[0]!;
  for (let seed = 0; seed < 50; seed++) {
    const neighbours = neighboursOf(updated, facts, seed);
    expect(neighbours.filter(({ relation }) => relation === updated.relation).length).toBe(2);
    expect(new Set(neighbours.map(({ relation }) => relation)).size).toBe(5);
    expect(neighbours.length).toBe(6);
    expect(neighbours.some((other) => other === updated || other.targetId === updated.newId)).toBe(false);
    expect(neighboursOf(updated, facts, seed)).toEqual(neighbours);
  }
});
