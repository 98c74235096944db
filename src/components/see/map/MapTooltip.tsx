/** Names the neuron under the pointer, by its number and by the words that it says, and gives its numbers. */
import { nameOf, refOf } from '../../../state/neurons';

/** A number of a neuron, as a person reads it. */
export interface NeuronFact {
  readonly name: string;
  readonly value: string;
  /** Its sign gives the colour. */
  readonly tone?: number;
}

interface Props {
  readonly index: number;
  /** What it says, "iraq, iraqi, sudan"; empty while that is not known. */
  readonly words: string;
  readonly facts: readonly NeuronFact[];
  readonly neurons: number;
  readonly x: number;
  readonly y: number;
  /** Width of the map, so that the tooltip stays inside. */
  readonly room: number;
}

export function MapTooltip({ index, words, facts, neurons, x, y, room }: Props) {
  const right = x > room - 230;
  return (
    <div
      className="map-tooltip"
      style={{ top: y, left: x, translate: right ? 'calc(-100% - 14px) 14px' : '14px 14px' }}
    >
      <p className="mono">{nameOf(refOf(index, neurons))}</p>
      <p className="map-tooltip-words">{words}</p>
      <dl className="number">
        {facts.map(({ name, value, tone = 0 }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={tone > 0 ? 'up' : tone < 0 ? 'down' : ''}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
