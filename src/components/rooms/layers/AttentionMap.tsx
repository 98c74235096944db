/** Self-attention attribution: every head of every layer as a cell; the chosen one as arcs over the sentence. */
import { freshOf } from '../../../state/questions';
import type { HeadScores } from '../../../state/answer-values';
import { useMemo, useState } from 'react';
import { useApp } from '../../store';
import { probability } from '../../format';
import { Info } from '../../ui/Info';
import { WorkLine } from '../../ui/WorkLine';
import { AttentionArcs } from './AttentionArcs';
import { HeadPicker } from './HeadPicker';

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
            et al. 2021). A cell is a head: how much of the answer&rsquo;s probability comes through all of its looking,
            and an arc how much comes through one token looking at another.
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
  return (
    <>
      <HeadPicker value={value} sums={sums} head={head} onChoose={setChosen} />
      <p className="attention-key quiet">
        <span>
          <i data-sign="up" aria-hidden /> pushes the answer up
        </span>
        <span>
          <i data-sign="down" aria-hidden /> pushes it down
        </span>
        <span>An arc ends in a dot, at the token that is looked at.</span>
        <span>
          A layer&rsquo;s heads add up to its share of the probability, within{' '}
          <span className="number">{probability(residual, 5)}</span>.
        </span>
      </p>
      <AttentionArcs value={value} head={head} />
    </>
  );
}
