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
import { counted, percent, word } from '../../../figures/format';
import { Info } from '../../ui/Info';
import { ThresholdSliders } from '../ThresholdSliders';

/** Of the strongest score: far below the paper's, and evidence holds no more. */
const LEAST_SHARE = 0.05;

/** How many neurons the paper's code is content with. */
const WANTED = `${ADJUSTMENT.from} to ${ADJUSTMENT.to} neurons`;

export function SetControls({ set }: { readonly set: readonly CountedNeuron[] }) {
  const store = useAppStore();
  const isThere = useApp(({ info }) => info !== null);
  const thresholds = useApp(thresholdsInUse);
  const rankBy = useApp((state) => state.rankBy);
  const evidence = useApp(evidenceOf);
  const target = useApp((state) => state.fact?.target.token ?? '');
  const held = useApp(
    (state) => state.info !== null && isSelected(refinedSet(state), state.selected, state.info.config.intermediateSize),
  );
  const { setThresholds, selectSet } = store.getState();
  const { t } = thresholds;
  const n = evidence.length;
  const least = Math.max(...rankingsOf(evidence, rankBy).map(({ completeFrom }) => completeFrom));
  const other = rankBy === 'attribution' ? 'activation' : 'attribution';
  const otherThresholds = useApp((state) => thresholdsBy(state, other));
  const others = refine(rankingsOf(evidence, other), otherThresholds);
  const shared = overlap(set, others).shared.length;
  const facts = useApp((state) => factsOfShare(state).length);
  const isPaper = facts > 1;
  const automatic = () => {
    const found = adjustShare(factsOfShare(store.getState()), t);
    if (found.met) setThresholds({ t, s: found.s });
    else {
      const size = isPaper ? `${found.meanSize.toFixed(1)} neurons a fact` : counted(found.meanSize, 'neuron');
      store.getState().notify({
        tone: 'info',
        cause: 'share',
        text: `No s gives ${WANTED} at this t; the nearest gives ${size}. So s stays where it is; move t to change that.`,
      });
    }
  };
  return (
    <>
      <ThresholdSliders
        thresholds={thresholds}
        askings="wordings"
        n={n}
        least={LEAST_SHARE}
        marks={{ t: rankBy === 'attribution', s: true }}
        onChange={(next) => {
          store.getState().settle('share');
          setThresholds(next);
        }}
      >
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
      </ThresholdSliders>
      <p className="set-line" role="status">
        <b>{counted(set.length, 'neuron')}</b>
        <span className="quiet">
          {set.length === 1 ? ' reaches' : ' reach'} both for {word(target)}. Ranking by {other}, at t ={' '}
          {percent(otherThresholds.t)}, would choose {others.length}, {shared} of them the same.
          {t < least && ` Below t = ${percent(least)} the list of candidates is cut, so counts may be too low.`}
        </span>
        <Info about="which neurons are the fact’s" more="numbers#knowledge-neurons-t-and-s">
          <h3>The neurons of a fact</h3>
          <p>
            A neuron counts in a wording where its score is at least so much of the strongest score there. It is one of
            the fact&rsquo;s where it counts in at least so many of the wordings.
          </p>
          <p>
            On the map a cell is the stronger, the more wordings its neuron counts in. A dark frame is around what is
            selected, a violet one around what is edited.
          </p>
          <p className="quiet">
            The paper takes {percent(PAPER_THRESHOLDS.t)} and {percent(PAPER_THRESHOLDS.s)}; its code moves the second
            until {WANTED} a fact are left on average.
          </p>
        </Info>
        {set.length > 0 && !held && isThere && (
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
