/** How strongly the selected neurons fire: the gain, under the curve of what each gain would do, or a fixed value. */
import { placeOfGain, selectedRefs } from '../../state/selected';
import { Slider } from 'radix-ui';
import { useState } from 'react';
import { GAINS } from '../../experiments/protocol';
import type { EditPlace } from '../../knowledge/edits/edit-list';
import { MAX_EDITS } from '../../knowledge/edits/edits';
import { withPlace, withValue } from '../../state/changes';

import { useApp, useAppStore } from '../store';
import { count, plain, times } from '../../figures/format';
import { TakePicture } from '../out/TakePicture';
import { Segments } from '../ui/Segments';
import { DoseCurve, useDoseGeometry } from './DoseCurve';
import { Explained } from '../glossary/Explained';
import { useSelectionGain } from './selection-gain';

/** The slider ends where the curve above it does. */
const MOST_GAIN = Math.max(...GAINS.curve);
const GESTURE = 'gain';

export function Gain() {
  const store = useAppStore();
  const { edit, isOff, gain, inForce, changeGain } = useSelectionGain();
  const { gutter } = useDoseGeometry();
  const number = useApp((state) => state.selected.length);
  const place = useApp(placeOfGain);
  const key = useApp((state) => state.selected.join());
  if (number > MAX_EDITS) {
    return (
      <p className="section quiet">
        {count(number)} neurons are more than can be edited together. Select at most {count(MAX_EDITS)}.
      </p>
    );
  }
  const changePlace = (next: EditPlace) => {
    const state = store.getState();
    state.setEditPlace(next);
    state.changeEdits(withPlace(state.edits, selectedRefs(state), next));
  };
  const shown = Math.min(MOST_GAIN, Math.max(0, gain ?? 1));
  return (
    <div className="section gain">
      <div className="section-head">
        <h3>
          <Explained of="gain">Gain</Explained>
        </h3>
        <output className="gain-value number" aria-label="Gain now">
          {gain === null ? `fixed at ${plain(edit?.value ?? 0, 2)}` : times(gain)}
          {edit && isOff && <span className="quiet"> (off)</span>}
        </output>
        <TakePicture picture="dose" />
      </div>
      <DoseCurve gain={inForce} most={MOST_GAIN} />
      <div style={{ marginRight: gutter }}>
        <Slider.Root
          className="slider"
          min={0}
          max={MOST_GAIN}
          step={0.1}
          value={[shown]}
          onValueChange={([next]) => next !== undefined && changeGain(Math.round(next * 10) / 10, GESTURE)}
          onValueCommit={() => store.getState().endGesture()}
        >
          <Slider.Track className="slider-track">
            {[0, 1, 2, 3, 4, 5].map((mark) => (
              <i key={mark} style={{ left: `${(mark / MOST_GAIN) * 100}%` }} data-main={mark <= 2} />
            ))}
          </Slider.Track>
          <Slider.Thumb
            className="slider-thumb"
            aria-label="Gain"
            aria-valuetext={edit && isOff ? `${times(shown)} (off)` : times(shown)}
            data-fixed={gain === null || (edit !== undefined && isOff)}
          />
        </Slider.Root>
        <div className="gain-marks number" aria-hidden>
          {[0, 1, 2, 3, 4, 5].map((mark) => (
            <span key={mark}>{mark}×</span>
          ))}
        </div>
      </div>
      <div className="button-row">
        <button type="button" className="button" aria-pressed={inForce === 0} onClick={() => changeGain(0)}>
          Silence
        </button>
        <button type="button" className="button" aria-pressed={inForce === 2} onClick={() => changeGain(2)}>
          Double
        </button>
        <button type="button" className="button" disabled={!edit} onClick={() => changeGain(1)}>
          Reset
        </button>
      </div>
      <div className="gain-foot">
        <Segments
          name="Where the gain applies"
          small
          value={place}
          options={[
            { value: 'mask', label: 'at [MASK]' },
            { value: 'all', label: 'everywhere' },
          ]}
          onChange={changePlace}
        />
        <FixedValue key={key} value={edit?.value} />
      </div>
    </div>
  );
}

/** Instead of a gain: the activation itself. */
function FixedValue({ value }: { readonly value: number | undefined }) {
  const store = useAppStore();
  const [text, setText] = useState<string | null>(null);
  const commit = () => {
    const number = Number((text ?? '').replace('\u2212', '-'));
    if (text !== null && text.trim() !== '' && Number.isFinite(number) && Math.abs(number) <= 1000) {
      const state = store.getState();
      state.changeEdits(withValue(state.edits, selectedRefs(state), placeOfGain(state), number));
    }
    setText(null);
  };
  return (
    <div className="fixed-value">
      <input
        className="field number"
        type="text"
        inputMode="decimal"
        aria-label="Fixed activation"
        placeholder="or fix at"
        value={text ?? (value === undefined ? '' : plain(value, 2))}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          else if (event.key === 'Escape') setText(null);
        }}
      />
    </div>
  );
}
