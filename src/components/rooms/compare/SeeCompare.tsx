/** The middle place, side by side: what A and B say, on the same scales, and where they differ. */
import { useAppStore } from '../../store';
import { MostDifferent } from './MostDifferent';
import { PairedLayers } from './PairedLayers';
import { ScaleOfBoth, SideMap, useMapOfBoth } from './PairedMaps';
import { PairedWords } from './PairedWords';
import { SideCard } from './SideCard';
import { useNeuronDifferences, useSides } from './sides';

export function SeeCompare() {
  const store = useAppStore();
  const sides = useSides();
  const { a, b, isOther, differs } = sides;
  const differences = useNeuronDifferences(sides);
  const ofBoth = useMapOfBoth(sides, differences);
  const isStale = a.isStale || b.isStale;
  const inA = a.reading?.after.target?.probability ?? null;
  return (
    <section className="place see see-compare" aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <p>A and B on the same scales</p>
      </header>
      <div className="pair pair-heads">
        <div className="pair-side">
          <SideCard side={a} than={null} />
          {!isOther && <SideMap side={a} ofBoth={ofBoth} />}
        </div>
        {differs ? (
          <div className="pair-side">
            <SideCard side={b} than={inA} />
            {!isOther && <SideMap side={b} ofBoth={ofBoth} />}
          </div>
        ) : (
          <div className="side side-none" role="group" aria-label="Side B">
            <p className="side-head">
              <b className="side-letter">B</b>
              <span className="quiet">asks the same as A</span>
            </p>
            <p>Give B another prompt, other edits or another model; or edit a neuron, which changes A alone.</p>
            <button
              type="button"
              className="text-button narrow-only"
              onClick={() => {
                store.getState().setPlace('ask');
                window.scrollTo({ top: 0 });
              }}
            >
              Choose B
            </button>
          </div>
        )}
      </div>
      {!isOther && <ScaleOfBoth domain={ofBoth.domain} isKnown={a.attribution !== null} isShared={differs} />}
      {isOther && <PairedLayers sides={sides} />}
      {differs && (
        <div className="pair pair-tables" data-stale={isStale}>
          <PairedWords sides={sides} />
          {differences && <MostDifferent sides={sides} differences={differences} />}
        </div>
      )}
      {differs && !isOther && b.attribution && <PairedLayers sides={sides} />}
    </section>
  );
}
