/** Erasing: the value vectors of the neurons that serve most of the relation's facts become zero. */
import { Eraser } from 'lucide-react';
import { countActive } from '../../../knowledge/edit-list';
import { activeEdits } from '../../../state/edits';
import { relationEvidenceOf, servingNeurons, withErased } from '../../../state/relation';
import { store, useApp } from '../../../state/store';
import { counted } from '../../format';
import { useSession } from '../../session';
import { Info } from '../../ui/Info';
import { TaskLine } from '../../ui/TaskLine';

export function Erase() {
  const session = useSession();
  const evidence = useApp(relationEvidenceOf);
  const thresholds = useApp((state) => state.thresholds);
  const count = useApp((state) => state.eraseCount);
  const label = useApp((state) => state.library?.relations.find(({ id }) => id === state.relation)?.label);
  const edited = useApp((state) => countActive(activeEdits(state)) > 0);
  const chosen = servingNeurons(evidence, thresholds).slice(0, count);
  if (label === undefined || !evidence) {
    return <p className="neuron-empty quiet">Find the neurons of a relation first; then erase it here.</p>;
  }
  const erase = () => {
    const { edits, changeEdits } = store.getState();
    changeEdits(withErased(edits, chosen));
    session.startTask('erasure');
  };
  return (
    <div className="section teach" role="group" aria-label="Erase the relation">
      <div className="section-head">
        <h3>Erase &ldquo;{label}&rdquo;</h3>
        <Info about="erasing">
          <h3>Erasing a relation</h3>
          <p>
            The neurons that count for most of the relation&rsquo;s facts write nothing any more, whatever fires them. The relation is
            erased where its perplexity rises far more than that of the others. The paper erases 20 neurons.
          </p>
          <p className="quiet">As many random neurons of the same layers are erased twice for comparison.</p>
        </Info>
      </div>
      <button type="button" className="button primary" disabled={chosen.length === 0} onClick={erase}>
        <Eraser size={14} aria-hidden /> Erase {counted(chosen.length, 'neuron')} and measure
      </button>
      <TaskLine task="erasure" label="Measure the edits as they are" running="Asking every relation" disabled={!edited} />
    </div>
  );
}
