/** What both sides say, word by word: mirrored bars on one scale, and the difference in percentage points. */
import { useMemo } from 'react';
import { MARKED_POINT, wordPairs, type WordPair } from '../../../state/beside-differences';
import { freshOf } from '../../../state/questions';
import { WORDS_COMPARED } from '../../../session/beside';
import { points, shortProbability, word } from '../../../figures/format';
import { useApp } from '../../store';
import { Explained } from '../../glossary/Explained';
import type { Sides } from './sides';

const NONE = new Map<string, number>();

export function PairedWords({ sides: { a, b } }: { readonly sides: Sides }) {
  const words = useApp((state) => freshOf(state, 'besideWords'));
  const [first, second] = [a.reading, b.reading];
  const pairs = useMemo(
    () =>
      first && second
        ? wordPairs(
            { reading: first, more: words?.a ?? NONE },
            { reading: second, more: words?.b ?? NONE },
            WORDS_COMPARED,
          )
        : [],
    [first, second, words],
  );
  if (pairs.length === 0) return null;
  return (
    <div className="pair-table">
      <table aria-label="Predictions side by side">
        <thead>
          <tr>
            <th scope="col">Predictions</th>
            <th scope="col">A</th>
            <td />
            <th scope="col">B</th>
            <th scope="col">
              B − A, <Explained of="pp">pp</Explained>
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <Row key={pair.token} pair={pair} isKnown={words !== null} />
          ))}
        </tbody>
      </table>
      <p className="quiet">
        Bars from 0 to 1 on both sides. Marked: words that differ by {MARKED_POINT * 100} point or more.
      </p>
    </div>
  );
}

function Row({ pair: { token, a, b, isTarget }, isKnown }: { readonly pair: WordPair; readonly isKnown: boolean }) {
  const difference = a === null || b === null ? null : b - a;
  const isMarked = difference !== null && Math.abs(difference) >= MARKED_POINT;
  const told = (probability: number | null) => {
    if (probability !== null) return shortProbability(probability);
    return isKnown ? <abbr title="Not one word of this model">none</abbr> : '';
  };
  return (
    <tr data-marked={isMarked}>
      <th scope="row" className="mono">
        {word(token)}
        {isTarget && <span className="visually-hidden"> (target)</span>}
      </th>
      <td className="number">{told(a)}</td>
      <td className="mirror" aria-hidden>
        <i>
          <span style={{ width: `${(a ?? 0) * 50}%`, right: '50%' }} />
          <span style={{ width: `${(b ?? 0) * 50}%`, left: '50%' }} />
        </i>
      </td>
      <td className="number">{told(b)}</td>
      <td className={`number ${isMarked ? (difference > 0 ? 'up' : 'down') : 'quiet'}`}>
        {difference === null ? '' : points(difference)}
        {isMarked && <span className="visually-hidden"> (marked)</span>}
      </td>
    </tr>
  );
}
