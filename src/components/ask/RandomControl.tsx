/** The effect next to its controls, on one line from 0 to 1: the answer before and now, and the same edits on other neurons. */
import { DRAWS } from '../../experiments/protocol';
import type { AnswerOf } from '../../state/answers';
import type { ReadControl } from '../../state/answer-values';
import { CONTROL_LABELS } from '../../figures/control-labels';
import { strongestControl } from '../../figures/strongest-control';
import { useApp, useAppStore } from '../store';
import { points, probability, word } from '../../figures/format';
import { timesInWords } from '../numbers';
import { Info } from '../ui/Info';

interface Props {
  readonly reading: AnswerOf<'reading'>;
  readonly before: number;
  readonly after: number;
}

export function RandomControl({ reading, before, after }: Props) {
  const store = useAppStore();
  const control = useApp((state) => state.control?.value ?? null);
  const running = useApp((state) => state.pending.control !== undefined);
  const open = useApp((state) => state.chanceOpen);
  const changed = before !== after;
  const strongest = control && strongestControl(control, before, after);
  const standing = strongest?.reaches ? 'a control does as much' : 'strongest control';
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
              {strongest ? `${standing}: ${CONTROL_LABELS[strongest.kind]}` : 'the same edits elsewhere'}
            </span>
            <Info about="the control" more="numbers#controls" open={open} onOpenChange={store.getState().setChanceOpen}>
              <h3>Beside its controls</h3>
              <p>
                The same edits, moved to random neurons of the same layers and to random ones that write as much,{' '}
                {timesInWords(DRAWS.reading)} each (the short ticks write as much), and to the most active ones (the
                dark tick). Named is the control that does most of it. Your edits say something about these neurons only
                where they move the answer further than all of them.
              </p>
              {control && <Ranges control={control} before={before} />}
            </Info>
            <span className="number">{strongest ? `${points(strongest.value - before)} pp` : ''}</span>
          </>
        )}
      </p>
    </div>
  );
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
