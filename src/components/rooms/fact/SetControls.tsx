/** Under the map of a fact: the thresholds, how many neurons reach them, and what a second fact shares. */
import { rankingsOf } from '../../../experiments/fact-evidence';
import { adjustShare, overlap, refine, type CountedNeuron } from '../../../knowledge/measures/refined-set';
import { ADJUSTMENT, PAPER_THRESHOLDS } from '../../../knowledge/protocol';
import {
  evidenceOf,
  isSelected,
  refinedSet,
  sharedSet,
  otherEvidenceOf,
  otherSet,
  thresholdsBy,
  thresholdsInUse,
} from '../../../state/sets';
import { factsOfShare } from '../../../state/share';
import { indicesOf, useModelShape } from '../../model-shape';
import { useApp, useAppStore } from '../../store';
import { counted, percent, word } from '../../format';
import { Range } from '../../ui/Range';

/** How many neurons the paper's code is content with. */
const WANTED = `${ADJUSTMENT.from} to ${ADJUSTMENT.to} neurons`;

export function SetControls({ set }: { readonly set: readonly CountedNeuron[] }) {
  const store = useAppStore();
  const thresholds = useApp(thresholdsInUse);
  const rankBy = useApp((state) => state.rankBy);
  const evidence = useApp(evidenceOf);
  const target = useApp((state) => state.fact?.target.token ?? '');
  const held = useApp(
    (state) => state.info !== null && isSelected(refinedSet(state), state.selected, state.info.config.intermediateSize),
  );
  const { setThresholds, selectSet } = store.getState();
  const { t, s } = thresholds;
  const n = evidence.length;
  const needed = Math.ceil(s * n - 1e-9);
  const least = Math.max(...rankingsOf(evidence, rankBy).map(({ completeFrom }) => completeFrom));
  const other = rankBy === 'attribution' ? 'activation' : 'attribution';
  const otherThresholds = useApp((state) => thresholdsBy(state, other));
  const others = refine(rankingsOf(evidence, other), otherThresholds);
  const shared = overlap(set, others).shared.length;
  const facts = useApp((state) => factsOfShare(state).length);
  const isPaper = facts > 1;
  const automatic = () => {
    const found = adjustShare(factsOfShare(store.getState()), t);
    setThresholds({ t, s: found.s });
    if (!found.met) {
      const size = isPaper ? `${found.meanSize.toFixed(1)} neurons a fact` : counted(found.meanSize, 'neuron');
      store.getState().notify({
        tone: 'info',
        text: `No s gives ${WANTED} at this t; the nearest gives ${size}. Move t to change that.`,
      });
    }
  };
  return (
    <>
      <div className="thresholds">
        <Range
          name="Threshold t"
          label={
            <>
              <b>t</b> of the strongest score
            </>
          }
          min={0.05}
          max={0.9}
          step={0.01}
          {...(rankBy === 'attribution' ? { mark: PAPER_THRESHOLDS.t } : {})}
          value={t}
          text={percent(t)}
          onChange={(next) => setThresholds({ t: next, s })}
        />
        <Range
          name="Threshold s"
          label={
            <>
              <b>s</b> of the wordings
            </>
          }
          min={0.05}
          max={1}
          step={0.05}
          mark={PAPER_THRESHOLDS.s}
          value={s}
          text={`${needed} of ${n}`}
          onChange={(next) => setThresholds({ t, s: next })}
        />
        <button
          type="button"
          className="button small"
          title={
            isPaper
              ? `One s for ${facts} facts of the relation, at which ${WANTED} a fact are left on average, as the paper's code finds it`
              : `The s at which ${WANTED} of this fact are left; the paper's code moves one s for all facts of a relation`
          }
          onClick={automatic}
        >
          {isPaper ? `Find s over ${facts} facts` : 'Find s for this fact'}
        </button>
      </div>
      <p className="set-line" role="status">
        <b>{counted(set.length, 'neuron')}</b>
        <span className="quiet">
          {set.length === 1 ? ' reaches' : ' reach'} both for {word(target)}. Ranking by {other}, at t ={' '}
          {percent(otherThresholds.t)}, would choose {others.length}, {shared} of them the same.
          {t < least && ` Below t = ${percent(least)} the list of candidates is cut, so counts may be too low.`}
        </span>
        {set.length > 0 && !held && (
          <button type="button" className="text-button" onClick={selectSet}>
            Select {set.length === 1 ? 'it' : 'them'}
          </button>
        )}
      </p>
      <Shared />
    </>
  );
}

/** Beside a second fact: how many neurons of the two sets are the same. */
function Shared() {
  const store = useAppStore();
  const fact = useApp((state) => state.fact);
  const other = useApp((state) => (otherEvidenceOf(state).length > 0 ? state.other : null));
  const number = useApp((state) => otherSet(state).length);
  const { shared } = useApp(sharedSet);
  const shape = useModelShape();
  if (!fact || !other) return null;
  return (
    <p className="set-line shared-line" role="status">
      <b>{shared.length === 0 ? 'No neuron is shared' : `${counted(shared.length, 'neuron')} shared`}</b>
      <span className="quiet">
        {' '}
        with {other.subject} → {word(other.target.token)}, whose own set has {number}.
      </span>
      <span className="fact-key quiet" aria-hidden>
        <i className="positive" /> {fact.subject || word(fact.target.token)} <i className="negative" /> {other.subject}{' '}
        <i className="halves" /> both
      </span>
      {shared.length > 0 && (
        <button
          type="button"
          className="text-button"
          onClick={() => store.getState().selectMany(indicesOf(shared, shape), false)}
        >
          Select the shared
        </button>
      )}
    </p>
  );
}
