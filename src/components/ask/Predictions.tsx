/** What the model says at [MASK], before and after the edits. The bar is the answer now; what was added or lost is coloured. */
import { memo } from 'react';
import { useApp, useAppStore } from '../store';
import { points, shortProbability, word } from '../../figures/format';
import { TakePicture } from '../out/TakePicture';
import { useRoving } from '../ui/useRoving';
import { ChangeBar } from '../ui/ChangeBar';
import { predictionRows, ROWS, type Row } from '../../figures/prediction-rows';
import { useGlide } from './useGlide';

export function Predictions() {
  const reading = useApp((state) => state.reading);
  const stale = useApp((state) => state.reading?.about.prompt !== state.prompt);
  const rows = reading ? predictionRows(reading.value) : [];
  const edited = rows.some((row) => row.before !== row.after);
  const list = useGlide(rows.map((row) => row.id));
  const { tabStop, listProps } = useRoving(rows.map((row) => String(row.id)));
  return (
    <div className="section predictions">
      <div className="section-head">
        <h3>Predictions</h3>
        <p className="key quiet" data-on={edited}>
          <span className="swatch now" /> now <span className="swatch gained" /> gained <span className="swatch lost" />{' '}
          lost
        </p>
        <TakePicture picture="bars" />
      </div>
      <ol ref={list} data-stale={stale} aria-label="Predictions" {...listProps} style={{ minHeight: `${ROWS * 2}rem` }}>
        {reading ? (
          rows.map((row) => <PredictionRow key={row.id} {...row} isTabStop={String(row.id) === tabStop} />)
        ) : (
          <Skeleton />
        )}
      </ol>
    </div>
  );
}

/** Empty bars, until the first answer. */
function Skeleton() {
  return Array.from({ length: ROWS }, (_, row) => (
    <li key={row} className="prediction" aria-hidden>
      <span className="bar" />
    </li>
  ));
}

/** Less than the digits show has no direction. */
function toneOf(change: number): string {
  if (Math.abs(change) < 0.00005) return 'quiet';
  return change > 0 ? 'up' : 'down';
}

interface PredictionProps extends Row {
  readonly isTabStop: boolean;
}

const PredictionRow = memo(function Prediction({ id, token, before, after, isTarget, isTabStop }: PredictionProps) {
  const store = useAppStore();
  const change = after - before;
  const changed = before !== after;
  return (
    <li data-key={id}>
      <button
        type="button"
        className="prediction"
        data-item={id}
        tabIndex={isTabStop ? 0 : -1}
        aria-pressed={isTarget}
        title={isTarget ? 'The target' : 'Follow this word'}
        onClick={() => store.getState().setTarget({ id, token })}
      >
        <span className="prediction-token mono">{word(token)}</span>
        <span className={`prediction-change number ${toneOf(change)}`}>{changed && points(change)}</span>
        <span className="prediction-value number">{shortProbability(after)}</span>
        <span className="bar" aria-hidden>
          <ChangeBar before={before} after={after} />
        </span>
        {changed && <span className="visually-hidden">, without edits {shortProbability(before)}</span>}
      </button>
    </li>
  );
});
