/** Names the neuron under the pointer and gives its numbers. */
import { store } from '../../../state/store';
import { nameOf, refOf } from '../../../state/neurons';
import { plain, signed } from '../../format';

interface Props {
  readonly index: number;
  readonly neurons: number;
  readonly x: number;
  readonly y: number;
  /** Width of the map, so that the tooltip stays inside. */
  readonly room: number;
}

/** What is known of a neuron, from the state as it is; used where one neuron is asked about at a time. */
export function factsOf(index: number): { readonly score?: number; readonly before?: number; readonly after?: number } {
  const { attribution, activations } = store.getState();
  const score = attribution?.result.scores[index];
  const before = activations?.before[index] ?? attribution?.result.activations[index];
  const after = activations?.after[index];
  return {
    ...(score === undefined ? {} : { score }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

export function MapTooltip({ index, neurons, x, y, room }: Props) {
  const { score, before, after } = factsOf(index);
  const right = x > room - 190;
  return (
    <div className="map-tooltip" style={{ top: y, left: x, translate: right ? 'calc(-100% - 14px) 14px' : '14px 14px' }}>
      <p className="mono">{nameOf(refOf(index, neurons))}</p>
      <dl className="number">
        {score !== undefined && <Fact name="attribution" value={signed(score, 5)} tone={score} />}
        {before !== undefined && <Fact name="activation" value={plain(before)} />}
        {after !== undefined && before !== undefined && after !== before && <Fact name="after edits" value={plain(after)} />}
      </dl>
    </div>
  );
}

function Fact({ name, value, tone = 0 }: { readonly name: string; readonly value: string; readonly tone?: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={tone > 0 ? 'up' : tone < 0 ? 'down' : ''}>{value}</dd>
    </div>
  );
}
