/** The effect next to its controls, on one line from 0 to 1: the answer before and now, and the same edits on other neurons. */
import { DRAWS } from '../../experiments/protocol';
import type { ControlKind } from '../../experiments/controls';
import type { AnswerOf } from '../../state/answers';
import type { ReadControl } from '../../state/answer-values';
import { CONTROL_LABELS } from '../control-labels';
import { useApp } from '../store';
import { points, probability, word } from '../format';
import { timesInWords } from '../numbers';
import { Info } from '../ui/Info';

interface Props {
  readonly reading: AnswerOf<'reading'>;
  readonly before: number;
  readonly after: number;
}

export function RandomControl({ reading, before, after }: Props) {
  const control = useApp((state) => state.control?.value ?? null);
  const running = useApp((state) => state.pending.control !== undefined);
  const changed = before !== after;
  const nearest = control && nearestOf(control, before, after);
  return (
    <div aria-busy={running}>
      <div
        className="strip"
        role="img"
        aria-label={`Probability of ${word(reading.value.target.token)}: ${probability(after)} now, ${probability(before)} without edits`}
      >
        <span className="strip-now" style={{ width: inWidth(after) }} />
        {changed && (
          <span
            className={after > before ? 'bar-gained' : 'bar-lost'}
            style={{ left: inWidth(Math.min(before, after)), width: inWidth(Math.abs(after - before)) }}
          />
        )}
        {control?.flatMap(({ kind, probabilities }) =>
          probabilities.map((value, draw) => (
            <i key={`${kind} ${draw}`} data-kind={kind} style={{ left: inWidth(value) }} />
          )),
        )}
      </div>
      <p className="random-control">
        {changed && (
          <>
            <span className="quiet">
              {nearest ? `nearest control: ${CONTROL_LABELS[nearest.kind]}` : 'the same edits elsewhere'}
            </span>
            <Info about="the control">
              <h3>Beside its controls</h3>
              <p>
                The same edits, moved to random neurons of the same layers and to random ones that write as much,{' '}
                {timesInWords(DRAWS.reading)} each (the short ticks write as much), and to the most active ones (the
                dark tick). Named is the control that comes nearest. Your edits say something about these neurons only
                where they move the answer further than all of them.
              </p>
              {control && <Ranges control={control} before={before} />}
            </Info>
            <span className="number">{nearest ? `${points(nearest.value - before)} pp` : ''}</span>
          </>
        )}
      </p>
    </div>
  );
}

/** The draw that moves the answer furthest in the direction of the edits. */
function nearestOf(
  control: readonly ReadControl[],
  before: number,
  after: number,
): { readonly kind: ControlKind; readonly value: number } | null {
  const direction = Math.sign(after - before);
  const draws = control.flatMap(({ kind, probabilities }) => probabilities.map((value) => ({ kind, value })));
  const [nearest] = draws.toSorted((a, b) => direction * (b.value - a.value));
  return nearest ?? null;
}

function Ranges({ control, before }: { readonly control: readonly ReadControl[]; readonly before: number }) {
  return (
    <ul className="quiet">
      {control.map(({ kind, probabilities }) => {
        const [least, most] = [Math.min(...probabilities) - before, Math.max(...probabilities) - before];
        return (
          <li key={kind}>
            {CONTROL_LABELS[kind]} <span className="number">{points(least)}</span>
            {most > least && (
              <>
                {' '}
                to <span className="number">{points(most)}</span>
              </>
            )}{' '}
            pp
          </li>
        );
      })}
    </ul>
  );
}

function inWidth(share: number): string {
  return `${share * 100}%`;
}
