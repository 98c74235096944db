/**
 * Silence or double the neurons with the highest attribution in one click, and look: what comes of it is the model's to say.
 * It stands where no selection moves it, so that a second click meets the same button.
 */
import { freshOf } from '../../state/questions';
import { useState } from 'react';
import { ERASURE } from '../../experiments/protocol';
import { withGain } from '../../state/changes';
import { refOf } from '../../state/neurons';
import type { State } from '../../state/store';
import { useApp, useAppStore } from '../store';
import { word } from '../../figures/format';
import { strongestUp } from '../../figures/map/strongest';
import { TOUR_TARGETS } from '../tour/show';
import { Segments } from '../ui/Segments';

/** How many to take to begin with: what the paper erases for a relation. */
const FIRST_COUNT = `${ERASURE.paper}` as const;
const COUNTS = ['5', FIRST_COUNT, '50'] as const;
type Count = (typeof COUNTS)[number];

function scaleStrongest(state: State, howMany: number, gain: number): void {
  if (!state.attribution || !state.info) return;
  const width = state.info.config.intermediateSize;
  const indices = strongestUp(state.attribution.value.scores, howMany);
  const refs = indices.map((index) => refOf(index, width));
  // The strongest one becomes the primary: the one to inspect.
  state.selectMany([...indices].reverse(), false);
  state.changeEdits(withGain(state.edits, refs, 'mask', gain));
}

export function TryIt() {
  const store = useAppStore();
  const [howMany, setHowMany] = useState<Count>(FIRST_COUNT);
  const target = useApp((state) => state.attribution?.value.target.token ?? null);
  const ready = useApp(
    (state) =>
      state.info !== null &&
      state.reading?.about.prompt === state.prompt &&
      state.pending.attribution === undefined &&
      freshOf(state, 'attribution') !== null,
  );
  const scale = (gain: number) => scaleStrongest(store.getState(), Number(howMany), gain);
  return (
    <div className="try-strongest">
      <div className="section-head">
        <h3>Try it on the strongest</h3>
        <Segments<Count>
          name="How many neurons"
          small
          value={howMany}
          options={COUNTS.map((value) => ({ value, label: value }))}
          onChange={setHowMany}
        />
      </div>
      <p className="quiet try-which">
        The {howMany} neurons that push {target === null ? 'the answer' : <span className="mono">{word(target)}</span>}{' '}
        up most.
      </p>
      <div className="button-row">
        <button id={TOUR_TARGETS.silence} type="button" className="button" disabled={!ready} onClick={() => scale(0)}>
          Silence them
        </button>
        <button type="button" className="button" disabled={!ready} onClick={() => scale(2)}>
          Double them
        </button>
      </div>
    </div>
  );
}
