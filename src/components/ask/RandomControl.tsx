/** The effect next to its control, on one line from 0 to 1: the answer before and now, and the same edits on random neurons. */
import { extent, mean } from 'd3';
import type { Control, Reading } from '../../state/results';
import { useApp } from '../store';
import { points, probability, word } from '../format';
import { Info } from '../ui/Info';

interface Props {
  readonly reading: Reading;
  readonly before: number;
  readonly after: number;
}

export function RandomControl({ reading, before, after }: Props) {
  const control = useApp((state) => state.control);
  const running = useApp((state) => state.controlRunning);
  const changed = before !== after;
  return (
    <div aria-busy={running}>
      <div
        className="strip"
        role="img"
        aria-label={`Probability of ${word(reading.target.token)}: ${probability(after)} now, ${probability(before)} without edits`}
      >
        <span className="strip-now" style={{ width: percent(after) }} />
        {changed && (
          <span
            className={after > before ? 'bar-gained' : 'bar-lost'}
            style={{ left: percent(Math.min(before, after)), width: percent(Math.abs(after - before)) }}
          />
        )}
        {control?.draws.map((draw, index) => (
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
                The same edits, moved to random neurons of the same layers, eight times; each draw is a tick on the
                line. Your edits say something about these neurons only where they move the answer further than chance
                does.
              </p>
              {control && <Range control={control} before={before} />}
            </Info>
            <span className="number">{control ? `${points((mean(control.draws) ?? before) - before)} pp` : ''}</span>
          </>
        )}
      </p>
    </div>
  );
}

function Range({ control, before }: { readonly control: Control; readonly before: number }) {
  const [least = before, most = before] = extent(control.draws);
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
