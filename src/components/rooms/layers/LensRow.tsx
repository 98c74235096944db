/** A layer of the logit lens: its first answers, tinted by their probability, and the target on the axis of ranks. */
import { sameAnswers, tintOfAnswer, type LensLayer, type LensSide } from '../../../figures/lens-layers';
import { count, shortProbability, word } from '../../../figures/format';

interface Props {
  readonly layer: LensLayer;
  /** The layers above and below it in the picture, to whose ranks the line goes. */
  readonly last: LensLayer | null;
  readonly next: LensLayer | null;
  readonly edited: boolean;
  /** Places on the axis. */
  readonly ticks: readonly number[];
}

export function LensRow({ layer: { name, before, after }, last, next, edited, ticks }: Props) {
  const moved = edited && !sameAnswers(before.top, after.top);
  const label = name === 'in' ? 'Embeddings' : `After layer ${name.slice(1)}`;
  const said = ({ rank, probability }: LensSide) => `rank ${count(rank)}, P ${shortProbability(probability)}`;
  return (
    <div className="lens-row" role="row">
      <span role="rowheader" className="mono quiet">
        {name}
      </span>
      <span role="cell" className="lens-answers mono">
        <Answers side={after} />
        {moved && (
          <>
            <span className="visually-hidden">without edits</span>
            <Answers side={before} was />
          </>
        )}
      </span>
      <span role="cell" className="lens-track">
        <span role="img" aria-label={`${label}: ${said(after)}${edited ? `; without edits ${said(before)}` : ''}`}>
          {ticks.map((place) => (
            <i key={place} className="lens-tick" style={{ left: `${100 * place}%` }} />
          ))}
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
            {edited && (
              <Way at={before.place} from={last?.before.place ?? null} to={next?.before.place ?? null} before />
            )}
            <Way at={after.place} from={last?.after.place ?? null} to={next?.after.place ?? null} />
          </svg>
          {edited && <i className="lens-dot" data-before="true" style={{ left: `${100 * before.place}%` }} />}
          <i className="lens-dot" style={{ left: `${100 * after.place}%` }} />
        </span>
      </span>
      <span role="cell" className="number">
        {count(after.rank)}
        {edited && before.rank !== after.rank && <s className="quiet">{count(before.rank)}</s>}
      </span>
      <span role="cell" className="number">
        {shortProbability(after.probability)}
      </span>
    </div>
  );
}

/** Through the row's dot, from halfway to the row above to halfway to the row below; only that far, as rows differ in height. */
function Way({ at, from, to, before = false }: WayProps) {
  const points = [
    from === null ? [at, 50] : [(from + at) / 2, 0],
    [at, 50],
    to === null ? [at, 50] : [(at + to) / 2, 100],
  ];
  return (
    <polyline
      points={points.map(([x = 0, y = 0]) => `${100 * x},${y}`).join(' ')}
      data-before={before}
      vectorEffect="non-scaling-stroke"
    />
  );
}

interface WayProps {
  /** Places on the axis; null at the ends. */
  readonly at: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly before?: boolean;
}

function Answers({ side, was = false }: { readonly side: LensSide; readonly was?: boolean }) {
  return (
    <span className="lens-words" data-was={was}>
      {side.top.map(({ id, token, probability }) => (
        <span
          key={id}
          data-target={id === side.target}
          title={`${word(token)} ${shortProbability(probability)}`}
          style={{ background: `color-mix(in srgb, var(--up) ${tintOfAnswer(probability)}%, transparent)` }}
        >
          {word(token)}
        </span>
      ))}
    </span>
  );
}
