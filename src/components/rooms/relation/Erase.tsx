/** Erasing: the value vectors of the neurons that serve most of the relation's facts become zero. */
import { Eraser } from 'lucide-react';
import { withErased } from '../../../experiments/erase';
import { ASKED, DRAWS, ERASURE } from '../../../experiments/protocol';
import { countActive } from '../../../knowledge/edits/edit-list';
import { besideErasureOff, countBesideErasure } from '../../../state/changes';
import { activeEdits } from '../../../state/edits';
import { erasableNeurons, knowsRelation } from '../../../state/relation';
import { useApp, useAppStore } from '../../store';
import { count, counted } from '../../../figures/format';
import { numberInWords, timesInWords } from '../../numbers';
import { useSession } from '../../session';
import { Info } from '../../ui/Info';
import { Switch } from '../../ui/Switch';
import { WorkLine } from '../../ui/WorkLine';

export function Erase() {
  const store = useAppStore();
  const session = useSession();
  const known = useApp(knowsRelation);
  const sparing = useApp((state) => state.sparing);
  const howMany = useApp((state) => state.eraseCount);
  const label = useApp((state) => state.library?.relations.find(({ id }) => id === state.relation)?.label);
  const edited = useApp((state) => countActive(activeEdits(state)) > 0);
  const beside = useApp((state) => countBesideErasure(activeEdits(state)));
  const isHere = useApp((state) => state.info !== null);
  const chosen = useApp(erasableNeurons).slice(0, howMany);
  if (label === undefined || !known) {
    return <p className="neuron-empty quiet">Find the neurons of a relation first; then erase it here.</p>;
  }
  const erase = () => {
    const { edits, changeEdits } = store.getState();
    changeEdits(withErased(edits, chosen));
    session.startWork('erasure');
  };
  return (
    <div className="section teach" role="group" aria-label="Erase the relation">
      <div className="section-head">
        <h3>Erase &ldquo;{label}&rdquo;</h3>
        <Info about="erasing" more="numbers#erasing-a-relation">
          <h3>Erasing a relation</h3>
          <p>
            Some neurons write nothing any more, whatever fires them. The relation is erased where its perplexity rises
            far more than that of the others.
          </p>
          <p>
            The paper erases the {ERASURE.paper} neurons that serve most of the relation&rsquo;s facts. Some of those
            serve every relation, and erasing them harms all. With the switch on, neurons go by their share of the
            strongest score in this relation&rsquo;s prompts, less {timesInWords(ERASURE.othersWeight)} their share in
            those of the other relations.
          </p>
          <p className="quiet">
            One half of the relation&rsquo;s facts and wordings finds its neurons, the other half measures. For
            comparison as many random neurons are erased {timesInWords(DRAWS.erasure)} (on the other relations{' '}
            {timesInWords(DRAWS.bystanders)}), as many that write as much, the most active, and those of another
            relation. How many neurons and how much the others weigh was chosen on an earlier built-in model with other
            facts.
          </p>
        </Info>
      </div>
      <label className="switch-line">
        <Switch
          name="Spare neurons that other relations use"
          checked={sparing}
          onChange={store.getState().setSparing}
        />
        <span aria-hidden>Spare neurons that other relations use</span>
      </label>
      <p className="quiet">
        {sparing
          ? 'First come the neurons that matter more to this relation’s facts than to those of the others.'
          : `As in the paper: first come the neurons that serve most of this relation’s facts, each asked in ${numberInWords(ASKED.relation.wordings)} wordings, whatever else they serve.`}
      </p>
      {beside > 0 && (
        <p className="erase-beside" role="status">
          {beside === 1 ? '1 other edit is' : `${count(beside)} other edits are`} in force and would be measured along.{' '}
          <button
            type="button"
            className="text-button"
            onClick={() => store.getState().changeEdits(besideErasureOff(store.getState().edits))}
          >
            Switch {beside === 1 ? 'it' : 'them'} off
          </button>
        </p>
      )}
      <button type="button" className="button primary" disabled={!isHere || chosen.length === 0} onClick={erase}>
        <Eraser size={14} aria-hidden /> Erase {counted(chosen.length, 'neuron')} and measure
      </button>
      <WorkLine
        work="erasure"
        label="Measure the edits as they are"
        running="Asking every relation"
        disabled={!edited}
      />
    </div>
  );
}
