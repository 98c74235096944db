/** Self-attention attribution: every head of every layer as a cell; the chosen one as arcs over the sentence. */
import { freshOf } from '../../../state/questions';
import type { HeadScores } from '../../../state/answer-values';
import { headInView, sumsOfHeads } from '../../../figures/heads';
import { useApp, useAppStore } from '../../store';
import { probability } from '../../../figures/format';
import { TakePicture } from '../../out/TakePicture';
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
        <Info about="attention attribution" more="numbers#attention-attribution">
          <h3>Self-attention attribution</h3>
          <p>
            Integrated gradients along the path that scales all attention of one layer from nothing to what it is (Hao
            et al. 2021). A cell is a head: how much of the answer&rsquo;s probability comes through all of its looking,
            and an arc how much comes through one token looking at another.
          </p>
        </Info>
        <TakePicture picture="attention" />
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
  const store = useAppStore();
  const { residual } = value;
  const sums = sumsOfHeads(value);
  const head = useApp((state) => headInView(value, state));
  return (
    <>
      <HeadPicker value={value} sums={sums} head={head} onChoose={store.getState().setHead} />
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
