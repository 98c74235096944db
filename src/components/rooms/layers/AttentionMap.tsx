/** Self-attention attribution: every head of every layer as a cell; the chosen one token by token. */
import { freshOf } from '../../../state/questions';
import type { HeadScores } from '../../../state/answer-values';
import { scaleLinear } from 'd3';
import { useMemo, useState } from 'react';

import { useApp } from '../../store';
import { probability, signed } from '../../format';
import { PALETTES, LEVELS } from '../../see/map/scale';
import { useDark } from '../../theme';
import { Info } from '../../ui/Info';
import { WorkLine } from '../../ui/WorkLine';

export function AttentionMap() {
  const attention = useApp((state) => state.attention);
  const current = useApp((state) => freshOf(state, 'attention') !== null);
  return (
    <div className="section attention">
      <div className="section-head">
        <h3>Attention that matters</h3>
        <Info about="attention attribution">
          <h3>Self-attention attribution</h3>
          <p>
            Integrated gradients along the path that scales all attention of one layer from nothing to what it is (Hao
            et al. 2021). A cell is how much of the answer&rsquo;s probability comes through a token looking at another
            one.
          </p>
        </Info>
      </div>
      {!current && (
        <WorkLine work="attention" label="Attribute attention" running="Attributing attention">
          <span className="quiet">
            {attention ? 'The question or the edits have changed.' : 'every layer and head, token to token'}
          </span>
        </WorkLine>
      )}
      {attention && current && <Heads value={attention.value} />}
    </div>
  );
}

function useShades(most: number): (value: number) => string {
  const palette = PALETTES[useDark() ? 'dark' : 'light'];
  const level = scaleLinear([-most || -1, most || 1], [0, LEVELS - 1]).clamp(true);
  return (value) => palette[Math.round(level(value))] ?? 'none';
}

function Heads({ value }: { readonly value: HeadScores }) {
  const { layers, heads, scores, tokens, residual } = value;
  const size = tokens.length ** 2;
  const sums = useMemo(
    () =>
      Array.from({ length: layers * heads }, (_, head) =>
        scores.slice(head * size, (head + 1) * size).reduce((sum, score) => sum + score, 0),
      ),
    [layers, heads, scores, size],
  );
  const strongest = sums.reduce((best, sum, head) => (Math.abs(sum) > Math.abs(sums[best] ?? 0) ? head : best), 0);
  const [chosen, setChosen] = useState<number | null>(null);
  const head = chosen ?? strongest;
  const shade = useShades(Math.max(...sums.map(Math.abs)));
  return (
    <div className="attention-body">
      <div>
        <div
          className="heads"
          role="group"
          aria-label="Heads"
          style={{ gridTemplateColumns: `28px repeat(${heads}, minmax(0, 1fr))` }}
        >
          {sums.map((sum, index) => (
            <HeadCell
              key={index}
              layer={index % heads === 0 ? index / heads : null}
              name={`Layer ${Math.floor(index / heads)}, head ${index % heads}: ${signed(sum)}`}
              colour={shade(sum)}
              pressed={index === head}
              onChoose={() => setChosen(index)}
            />
          ))}
        </div>
        <p className="quiet">
          One row a layer, one cell a head. A layer&rsquo;s scores sum to its share within{' '}
          <span className="number">{probability(residual, 5)}</span>.
        </p>
      </div>
      <Tokens value={value} head={head} />
    </div>
  );
}

interface CellProps {
  /** At the beginning of a row. */
  readonly layer: number | null;
  readonly name: string;
  readonly colour: string;
  readonly pressed: boolean;
  onChoose(): void;
}

function HeadCell({ layer, name, colour, pressed, onChoose }: CellProps) {
  return (
    <>
      {layer !== null && <span className="mono quiet">L{layer}</span>}
      <button
        type="button"
        aria-label={name}
        title={name}
        aria-pressed={pressed}
        style={{ background: colour }}
        onClick={onChoose}
      />
    </>
  );
}

function Tokens({ value: { tokens, heads, scores }, head }: { readonly value: HeadScores; readonly head: number }) {
  const T = tokens.length;
  const own = scores.slice(head * T * T, (head + 1) * T * T);
  const shade = useShades(own.reduce((most, score) => Math.max(most, Math.abs(score)), 0));
  return (
    <figure>
      <figcaption>
        Layer {Math.floor(head / heads)}, head {head % heads} <span className="quiet">row looks at column</span>
      </figcaption>
      <div className="token-scroll" role="region" aria-label="Token to token" tabIndex={0}>
        <table className="token-map mono">
          <thead>
            <tr>
              <td />
              {tokens.map(({ token }, column) => (
                <th key={column} scope="col">
                  <span>{token}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tokens.map(({ token }, row) => (
              <tr key={row}>
                <th scope="row">{token}</th>
                {tokens.map(({ token: other }, column) => {
                  const score = own[row * T + column] ?? 0;
                  return (
                    <td
                      key={column}
                      style={{ background: shade(score) }}
                      title={`${token} → ${other}: ${signed(score, 5)}`}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
