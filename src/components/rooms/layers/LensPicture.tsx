/** The logit lens: what the model would answer if it stopped after each layer, without and with the edits. */
import { LENS_ANSWERS } from '../../../experiments/protocol';
import { freshOf } from '../../../state/questions';
import { useApp } from '../../store';
import type { Reading } from '../../../worker/api';
import { shortProbability, word } from '../../format';
import { numberInWords } from '../../numbers';
import { ChangeBar } from '../../ui/ChangeBar';
import { Info } from '../../ui/Info';

export function LensPicture() {
  const lens = useApp((state) => state.lens);
  const current = useApp((state) => freshOf(state, 'lens') !== null);
  const target = useApp((state) => state.reading?.value.target.token ?? '');
  if (!lens) return <div className="section lens" aria-busy />;
  const edited = lens.value.layers.some(
    ({ before, after }) => before.target?.probability !== after.target?.probability,
  );
  return (
    <div className="section lens" data-stale={!current}>
      <div className="section-head">
        <h3>Logit lens</h3>
        <span className="quiet target-mode">
          P({word(target)}) after each layer, and the first {numberInWords(LENS_ANSWERS)} answers
        </span>
        <Info about="the logit lens">
          <h3>Logit lens</h3>
          <p>
            The model&rsquo;s own head, applied to the residual stream at [MASK] after every layer, as if the model
            ended there. The last line is its real answer. Early layers were never trained to be read so; take them as a
            hint.
          </p>
        </Info>
      </div>
      <ol aria-label="Logit lens">
        {lens.value.layers.map(({ before, after }, layer) => (
          <Line
            key={layer}
            name={layer === 0 ? 'in' : `L${layer - 1}`}
            before={before}
            after={after}
            edited={edited}
            target={word(target)}
          />
        ))}
      </ol>
    </div>
  );
}

interface LineProps {
  readonly name: string;
  readonly before: Reading;
  readonly after: Reading;
  readonly edited: boolean;
  readonly target: string;
}

function Line({ name, before, after, edited, target }: LineProps) {
  const then = before.target?.probability ?? 0;
  const now = after.target?.probability ?? 0;
  return (
    <li>
      <span className="mono quiet">{name}</span>
      <span
        className="bar"
        role="img"
        aria-label={`${name === 'in' ? 'Embeddings' : `After layer ${name.slice(1)}`}: ${target} ${shortProbability(now)}${edited ? `, without edits ${shortProbability(then)}` : ''}`}
      >
        <ChangeBar before={then} after={now} />
      </span>
      <span className="number">{shortProbability(now)}</span>
      <span className="lens-words mono">
        {after.top.map(({ id, token, probability }) => (
          <span key={id} style={{ opacity: 0.62 + 0.38 * probability }} data-target={id === after.target?.id}>
            {word(token)}
          </span>
        ))}
      </span>
    </li>
  );
}
