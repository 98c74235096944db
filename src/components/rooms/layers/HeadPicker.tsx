/** Every head of every layer as a cell with its number: how much of the answer's probability comes through it. */
import type { HeadScores } from '../../../state/answer-values';
import { signed } from '../../../figures/format';

interface Props {
  readonly value: HeadScores;
  /** By head, the sum of its scores. */
  readonly sums: readonly number[];
  readonly head: number;
  onChoose(head: number): void;
}

/** The most that a cell is tinted, in percent; more, and its number could not be read. */
const FULL = 58;

export function HeadPicker({ value: { layers, heads }, sums, head, onChoose }: Props) {
  const most = Math.max(...sums.map(Math.abs)) || 1;
  const tint = (sum: number) =>
    `color-mix(in srgb, var(--${sum > 0 ? 'up' : 'down'}) ${Math.round((FULL * Math.abs(sum)) / most)}%, transparent)`;
  const columns = { gridTemplateColumns: `34px repeat(${heads}, minmax(0, 1fr))` };
  return (
    <div className="head-picker" role="group" aria-label="Heads">
      <p className="head-row head-numbers quiet" style={columns} aria-hidden>
        <span>head</span>
        {Array.from({ length: heads }, (_, number) => (
          <span key={number} className="number">
            {number}
          </span>
        ))}
      </p>
      {Array.from({ length: layers }, (_, layer) => (
        <div key={layer} className="head-row" style={columns}>
          <span className="mono quiet" aria-hidden>
            L{layer}
          </span>
          {sums.slice(layer * heads, (layer + 1) * heads).map((sum, number) => {
            const index = layer * heads + number;
            const name = `Layer ${layer}, head ${number}: ${signed(sum)}`;
            return (
              <button
                key={number}
                type="button"
                aria-label={name}
                title={name}
                aria-pressed={index === head}
                style={{ background: tint(sum) }}
                onClick={() => onChoose(index)}
              >
                <span className="number" aria-hidden>
                  {signed(sum, 3).replace('0.', '.')}
                </span>
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
