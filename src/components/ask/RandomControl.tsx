/** The effect next to its control, on one line from 0 to 1: the answer before and now, and the same edits on random neurons. */
import { extent, mean } from 'd3';
import { DRAWS } from '../../experiments/protocol';
import type { AnswerOf } from '../../state/answers';
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
  return (
    <div aria-busy={running}>
      <div
        className="strip"
        role="img"
        aria-label={`Probability of ${word(reading.value.target.token)}: ${probability(after)} now, ${probability(before)} without edits`}
      >
        <span className="strip-now" style={{ width: percent(after) }} />
        {changed && (
          <span
            className={after > before ? 'bar-gained' : 'bar-lost'}
            style={{ left: percent(Math.min(before, after)), width: percent(Math.abs(after - before)) }}
          />
        )}
        {control?.map((draw, index) => (
          <i key={index} style={{ left: percent(draw) }} />
        ))}
      </div>
      <p className="random-control">
        {changed && (
          <>
            <span className="quiet">random neurons instead</span>
            <Info about="the control">
              <h3>Beside chance</h3>
              <p>
                The same edits, moved to random neurons of the same layers, {timesInWords(DRAWS.reading)}; each draw is
                a tick on the line. Your edits say something about these neurons only where they move the answer further
                than chance does.
              </p>
              {control && <Range draws={control} before={before} />}
            </Info>
            <span className="number">{control ? `${points((mean(control) ?? before) - before)} pp` : ''}</span>
          </>
        )}
      </p>
    </div>
  );
}

function Range({ draws, before }: { readonly draws: readonly number[]; readonly before: number }) {
  const [least = before, most = before] = extent(draws);
  return (
    <p className="quiet">
      Here from <span className="number">{points(least - before)}</span> to{' '}
      <span className="number">{points(most - before)}</span> percentage points.
    </p>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}
