/** The barcode of an embed: neurons by wordings, under the thresholds that decide which of them are the fact's. */
import { useMemo } from 'react';
import { rankingsOf } from '../../experiments/fact-evidence';
import { evidenceOf, otherEvidenceOf, refinedSet, thresholdsInUse } from '../../state/sets';
import { usableParaphrases } from '../../state/wordings';
import { counted } from '../../figures/format';
import { Barcode } from '../rooms/fact/Barcode';
import { SetControls } from '../rooms/fact/SetControls';
import { useApp } from '../store';
import { WorkLine } from '../ui/WorkLine';

export function EmbedBarcode() {
  const rankBy = useApp((state) => state.rankBy);
  const thresholds = useApp(thresholdsInUse);
  const set = useApp(refinedSet);
  const evidence = useApp(evidenceOf);
  const second = useApp(otherEvidenceOf);
  const sides = useMemo(
    () =>
      [
        { evidence, rankings: rankingsOf(evidence, rankBy) },
        { evidence: second, rankings: rankingsOf(second, rankBy) },
      ] as const,
    [evidence, second, rankBy],
  );
  const left = useApp((state) => usableParaphrases(state.fact).length - evidenceOf(state).length);
  const isHere = useApp(({ model }) => model.stage === 'ready');
  return (
    <>
      {left > 0 && isHere && (
        <div className="embed-work">
          <WorkLine
            work="evidence"
            label={`Find its neurons in ${counted(left, 'wording')}`}
            running={`Attributing ${counted(left, 'wording')}`}
            primary
          />
        </div>
      )}
      {evidence.length > 0 && (
        <>
          <div className="map-foot fact-foot">
            <SetControls set={set} />
          </div>
          <Barcode sides={sides} set={set} thresholds={thresholds} />
        </>
      )}
    </>
  );
}
