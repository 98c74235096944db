/** The first place of the relation's room: which relation, and the work of finding its neurons. */
import { knowsRelation, relationEvidenceOf } from '../../../state/relation';
import { useApp, useAppStore } from '../../store';
import { count, counted } from '../../../figures/format';
import { useRoving } from '../../ui/useRoving';
import { WorkLine } from '../../ui/WorkLine';

export function AskRelation() {
  const store = useAppStore();
  const library = useApp((state) => state.library);
  const error = useApp((state) => state.libraryError);
  const id = useApp((state) => state.relation);
  const asked = useApp((state) => relationEvidenceOf(state)?.facts.length ?? 0);
  const wordings = useApp((state) => relationEvidenceOf(state)?.wordings ?? 0);
  const known = useApp(knowsRelation);
  const { tabStop, listProps } = useRoving(library?.relations.map((relation) => relation.id) ?? []);
  const ready = useApp(({ model }) => model.stage === 'ready');
  const chosen = library?.relations.find((relation) => relation.id === id);
  return (
    <section className="place ask" aria-labelledby="ask-title">
      <header className="place-head">
        <h2 id="ask-title">Ask</h2>
        <p>one relation, with many facts</p>
      </header>
      <div className="section fact-head relation-head">
        {chosen ? (
          <>
            <p className="fact-name">{chosen.label}</p>
            <p className="quiet">{chosen.description}</p>
            <WorkLine
              work="elsewhere"
              label={
                known
                  ? `Asked about ${asked} facts in ${counted(wordings, 'wording')}`
                  : 'Find the neurons of its facts'
              }
              running={asked > 0 ? 'Attributing facts of the other relations' : 'Attributing its best known facts'}
              disabled={known}
              primary={!known}
            />
            {known && !ready && (
              <p className="quiet" role="status">
                More can be asked of the model once it has arrived.
              </p>
            )}
          </>
        ) : (
          <p className="quiet">Pick a relation to see which neurons serve most of its facts, and to erase it.</p>
        )}
        {error !== null && (
          <p className="problem" role="alert">
            {error}
          </p>
        )}
      </div>
      <div className="section">
        <div className="section-head">
          <h3 id="relations-title">Relations</h3>
          <span className="quiet target-mode">facts in the library</span>
        </div>
        <ul className="fact-offers relation-list" {...listProps} aria-labelledby="relations-title">
          {library?.relations.map((relation) => (
            <li key={relation.id}>
              <button
                type="button"
                data-item={relation.id}
                tabIndex={relation.id === tabStop ? 0 : -1}
                aria-pressed={relation.id === id}
                title={relation.description}
                onClick={() => store.getState().chooseRelation(relation.id)}
              >
                <span>{relation.label}</span>
                <span className="number quiet">{count(relation.facts.length)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
