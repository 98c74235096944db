/** The neuron's activation along the prompt: a bar over each token, in the order of reading. */

import { freshOf } from '../../../state/questions';
import { useApp } from '../../store';
import { plain } from '../../../figures/format';
import { Explained } from '../../glossary/Explained';

/** CSS pixels of the tallest bar. */
const HEIGHT = 44;

export function PositionsSection() {
  const positions = useApp((state) => state.positions);
  const current = useApp((state) => freshOf(state, 'positions') !== null);
  if (!positions) return null;
  const { tokens, maskIndex, before, after } = positions.value;
  const high = Math.max(1e-6, ...before, ...after);
  const low = Math.max(0, ...[...before, ...after].map((value) => -value));
  const scale = HEIGHT / (high + low);
  const bar = (value: number) => ({
    height: Math.max(1, Math.abs(value) * scale),
    bottom: value >= 0 ? low * scale : (low + Math.min(0, value)) * scale,
  });
  return (
    <div className="section along" role="group" aria-label="Along the prompt" data-stale={!current}>
      <div className="section-head">
        <h3>Along the prompt</h3>
        <span className="quiet target-mode">
          activation at each <Explained of="token">token</Explained>
        </span>
      </div>
      <ol tabIndex={0} aria-label="Activation at each token">
        {tokens.map(({ token }, index) => {
          const [then, now] = [before[index] ?? 0, after[index] ?? 0];
          const says = `${token}: ${plain(then)}${now === then ? '' : `, with the edits ${plain(now)}`}`;
          return (
            <li key={index} data-mask={index === maskIndex} title={says}>
              <span className="along-bars" style={{ height: HEIGHT }} role="img" aria-label={says}>
                <i className={then > 0 ? 'positive' : 'negative'} style={bar(then)} />
                {Math.abs(now - then) * scale >= 1 && (
                  <i className="along-now" style={{ bottom: (low + now) * scale }} />
                )}
              </span>
              <span className="mono">{token}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
