/** The paper's claim in one click: silence or double the neurons with the highest attribution, and look. */
import { withGain } from '../../state/changes';
import { refOf } from '../../state/neurons';
import { store, useApp } from '../../state/store';
import { word } from '../format';
import { strongestUp } from '../see/strongest';

const HOW_MANY = 5;

function scaleStrongest(gain: number): void {
  const state = store.getState();
  if (!state.attribution || !state.info) return;
  const width = state.info.config.intermediateSize;
  const indices = strongestUp(state.attribution.result.scores, HOW_MANY);
  const refs = indices.map((index) => refOf(index, width));
  // The strongest one becomes the primary: the one to inspect.
  state.selectMany([...indices].reverse(), false);
  state.changeEdits(withGain(state.edits, refs, 'mask', gain));
}

export function TryIt() {
  const target = useApp((state) => state.attribution?.target.token ?? null);
  const ready = useApp(
    (state) =>
      state.attributionStatus === 'done' &&
      state.attribution?.prompt === state.prompt &&
      state.attribution.target.id === state.reading?.target.id,
  );
  return (
    <div className="section try">
      <div className="section-head">
        <h3>Try it on the {HOW_MANY} strongest</h3>
      </div>
      <p className="quiet">
        The neurons that push {target === null ? 'the answer' : <span className="mono">{word(target)}</span>} up most.
      </p>
      <div className="button-row">
        <button type="button" className="button" disabled={!ready} onClick={() => scaleStrongest(0)}>
          Silence them
        </button>
        <button type="button" className="button" disabled={!ready} onClick={() => scaleStrongest(2)}>
          Double them
        </button>
      </div>
    </div>
  );
}
