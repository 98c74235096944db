/** A second fact to set beside the first: picked here, seen on the same map. */

import { otherEvidenceOf } from '../../../state/sets';
import { useApp, useAppStore } from '../../store';
import { usableParaphrases } from '../../../state/wordings';
import { counted, word } from '../../../figures/format';
import { useSession } from '../../session';
import { WorkLine } from '../../ui/WorkLine';
import { FactSearch } from './FactSearch';
import { openSecondFact } from './open';

export function OtherFact() {
  const store = useAppStore();
  const session = useSession();
  const other = useApp((state) => state.other);
  const found = useApp((state) => otherEvidenceOf(state).length);
  const left = usableParaphrases(other).length - found;
  return (
    <div className="section other-fact" role="group" aria-label="A second fact">
      <div className="section-head">
        <h3>Beside another fact</h3>
        {other && (
          <button type="button" className="text-button" onClick={() => store.getState().openOther(null)}>
            Take it away
          </button>
        )}
      </div>
      {other ? (
        <>
          <p className="fact-second">
            {other.subject} <span className="quiet">→</span> <b>{word(other.target.token)}</b>
          </p>
          {left > 0 && (
            <WorkLine
              work="otherEvidence"
              label={`Find its neurons in ${counted(left, 'wording')}`}
              running={`Attributing ${counted(left, 'wording')} of it`}
              primary
            />
          )}
        </>
      ) : (
        <FactSearch
          name="Search a second fact"
          placeholder="which neurons do two facts share?"
          onChoose={(hit) => void openSecondFact(store, session, hit)}
        />
      )}
    </div>
  );
}
