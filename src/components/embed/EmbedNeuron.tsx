/** The neurons that are picked in an embed, in one line: their name, what the last one says, its numbers, and two gains. */
import { nameOf, refOf } from '../../state/neurons';
import { useSelectionGain } from '../change/selection-gain';
import { counted, plain, signed } from '../../figures/format';
import { useModelShape } from '../model-shape';
import { useNeuronWords } from '../see/useNeuronWords';
import { useApp } from '../store';
import { useMemo } from 'react';

/** @param canEdit whether the gains are here; the dose curve has them itself. */
export function EmbedNeuron({ canEdit = false }: { readonly canEdit?: boolean }) {
  const shape = useModelShape();
  const selected = useApp((state) => state.selected);
  const index = selected.at(-1);
  const asked = useMemo(() => (index === undefined ? [] : [index]), [index]);
  const wordsOf = useNeuronWords(asked);
  const score = useApp((state) => (index === undefined ? undefined : state.attribution?.value.scores[index]));
  if (!shape || index === undefined)
    return <p className="embed-neuron quiet">{canEdit ? 'Pick a neuron on the map to silence or double it.' : ''}</p>;
  return (
    <div className="embed-neuron" role="group" aria-label="Selected neurons">
      <p>
        <b className="mono">{nameOf(refOf(index, shape.intermediateSize))}</b>
        {selected.length > 1 && <span className="quiet"> and {counted(selected.length - 1, 'other')}</span>}{' '}
        <span className="embed-words">{wordsOf(index)}</span>
      </p>
      <dl className="number">
        {score !== undefined && (
          <div>
            <dt>attribution</dt>
            <dd className={score > 0 ? 'up' : 'down'}>{signed(score)}</dd>
          </div>
        )}
        <Activation index={index} />
      </dl>
      {canEdit && <Gains />}
    </div>
  );
}

function Activation({ index }: { readonly index: number }) {
  const before = useApp((state) => state.activations?.value.before[index]);
  const after = useApp((state) => state.activations?.value.after[index]);
  return (
    <div>
      <dt>activation</dt>
      <dd>
        {before === undefined ? '' : plain(before)}
        {after !== undefined && after !== before && <span className="embed-own"> → {plain(after)}</span>}
      </dd>
    </div>
  );
}

/** What each button makes of the neurons. */
const GAINS = [
  { name: 'Silence', gain: 0 },
  { name: 'Double', gain: 2 },
] as const;

function Gains() {
  const { inForce, changeGain } = useSelectionGain();
  const isHere = useApp((state) => state.info !== null);
  return (
    <div className="embed-gains">
      {GAINS.map(({ name, gain }) => (
        <button
          key={name}
          type="button"
          className="button small"
          disabled={!isHere}
          aria-pressed={inForce === gain}
          onClick={() => changeGain(inForce === gain ? 1 : gain)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
