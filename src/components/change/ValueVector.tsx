/** Rewriting what the selected neurons write: erase it, or add or subtract a word. */
import { primaryOf, selectedRefs } from '../../state/selected';
import { Eraser, X } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useRef, useState } from 'react';
import { UPDATE } from '../../experiments/protocol';
import { addToken, describeOp, eraseValue, removeOp, valueEdit } from '../../knowledge/edits/edit-list';
import type { EditsDocument, NeuronRef } from '../../knowledge/edits/edits';

import { sameNeuron } from '../../state/neurons';
import { useApp, useAppStore } from '../store';
import type { Token } from '../../worker/api';
import { plain, signed } from '../../figures/format';
import { timesInWords } from '../numbers';
import { IconButton } from '../ui/IconButton';
import { Info } from '../ui/Info';
import { TokenInput, type TokenField } from '../ui/TokenInput';
import { useTopWords } from '../ui/useTopWords';

const MOST_LAMBDA = 10;
/** The lambda to begin with: the paper's for the new answer. */
const FIRST_LAMBDA: number = UPDATE.paper.lambda2;

/** Makes the same change to every selected neuron. */
function useChangeAll(): (change: (edits: EditsDocument, ref: NeuronRef) => EditsDocument) => void {
  const store = useAppStore();
  return (change) => {
    const state = store.getState();
    state.changeEdits(selectedRefs(state).reduce(change, state.edits));
  };
}

export function ValueVector() {
  const changeAll = useChangeAll();
  const edit = useApp((state) => {
    const primary = primaryOf(state);
    return primary ? valueEdit(state.edits, primary) : undefined;
  });
  const erased = edit?.ops.some((op) => 'erase' in op) ?? false;
  return (
    <div className="section value">
      <div className="section-head">
        <h3>Value vector</h3>
        <Length />
        <Info about="the value vector" more="numbers#value-vectors-and-lambda">
          <h3>Value vector</h3>
          <p>
            What the neuron writes into the residual stream. Adding a word adds &lambda; &middot; |v| / |E| &middot; E,
            the word&rsquo;s embedding scaled to the vector&rsquo;s length. To teach another answer the paper subtracts
            the old word {timesInWords(UPDATE.paper.lambda1)} and adds the new one {timesInWords(UPDATE.paper.lambda2)}.
          </p>
        </Info>
      </div>
      <AddWord />
      <ul className="ops">
        {edit?.ops.map((op, index) => (
          <li key={index}>
            <span className="mono">{describeOp(op)}</span>
            <IconButton
              name={`Remove step: ${describeOp(op)}`}
              small
              onClick={() => changeAll((document, ref) => removeOp(document, ref, index))}
            >
              <X size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button small"
        disabled={erased && edit?.ops.length === 1}
        onClick={() => changeAll(eraseValue)}
      >
        <Eraser size={14} aria-hidden />
        Erase
      </button>
    </div>
  );
}

/** The length |v|, before and after. */
function Length() {
  const says = useApp((state) => {
    const primary = primaryOf(state);
    return state.selected.length === 1 && primary && state.says && sameNeuron(state.says.about.neuron, primary)
      ? state.says.value
      : null;
  });
  if (!says) return null;
  return (
    <span className="value-length number quiet">
      length {plain(says.before.norm, 2)}
      {says.after.norm !== says.before.norm && <span className="mine"> → {plain(says.after.norm, 2)}</span>}
    </span>
  );
}

function AddWord() {
  const changeAll = useChangeAll();
  const field = useRef<TokenField>(null);
  const [token, setToken] = useState<Token | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [lambda, setLambda] = useState(FIRST_LAMBDA);
  const suggestions = useTopWords();
  const add = async () => {
    const chosen = await field.current?.settle();
    if (chosen) changeAll((document, ref) => addToken(document, ref, { token: chosen.token }, lambda));
  };
  return (
    <div className="add-word">
      <TokenInput
        ref={field}
        name="Word to add"
        placeholder="a word to add or subtract"
        value={token}
        suggestions={suggestions}
        onChoose={setToken}
        onTyping={setTyped}
      />
      <button
        type="button"
        className="button"
        disabled={lambda === 0 || (typed === null ? !token : typed.trim() === '')}
        onClick={() => void add()}
      >
        {lambda < 0 ? 'Subtract' : 'Add'}
      </button>
      <div className="add-strength">
        <span className="quiet">
          Strength (<span className="mono">λ</span>)
        </span>
        <Slider.Root
          className="slider"
          min={-MOST_LAMBDA}
          max={MOST_LAMBDA}
          step={0.5}
          value={[lambda]}
          onValueChange={([next]) => next !== undefined && setLambda(next)}
        >
          <Slider.Track className="slider-track">
            <i style={{ left: '50%' }} data-main />
          </Slider.Track>
          <Slider.Thumb className="slider-thumb quiet-thumb" aria-label="Strength (lambda)" />
        </Slider.Root>
        <output className="number">{signed(lambda, 1)}</output>
      </div>
    </div>
  );
}
