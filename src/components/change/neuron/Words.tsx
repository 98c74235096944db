/** Words with how strongly a vector meets each of them, as bars on one scale. */
import type { ReactNode } from 'react';
import type { ScoredToken } from '../../../worker/api';
import { signed, word } from '../../../figures/format';

interface Props {
  readonly title: string;
  readonly tokens: readonly ScoredToken[];
  /** The score of a full bar. */
  readonly most: number;
  /** Below the words. */
  readonly children?: ReactNode;
}

export function Words({ title, tokens, most, children }: Props) {
  return (
    <div className="says-side">
      <h4 className="quiet">{title}</h4>
      {tokens.every(({ score }) => score === 0) ? (
        <p className="quiet">nothing</p>
      ) : (
        <ol>
          {tokens.map(({ id, token, score }) => (
            <li key={id} title={signed(score, 3)}>
              <span className="mono">{word(token)}</span>
              <span
                className={score > 0 ? 'positive' : 'negative'}
                style={{ width: `${(Math.abs(score) / most) * 100}%` }}
                aria-hidden
              />
            </li>
          ))}
        </ol>
      )}
      {children}
    </div>
  );
}

export function mostOf(tokens: readonly ScoredToken[]): number {
  return Math.max(...tokens.map(({ score }) => Math.abs(score)), 1e-9);
}
