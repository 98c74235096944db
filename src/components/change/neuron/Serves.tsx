/** Which facts and relations the neuron serves, from the evidence that has been found so far. */
import { relationSharesOf, servedFactOf, servedRelationOf } from '../../../state/serves';
import { useApp } from '../../store';
import { percent, word } from '../../../figures/format';

/** Relations shown; those it matters little to are left out. */
const SHOWN = 6;
const LEAST = 0.01;
/** Subjects named. */
const NAMED = 6;

export function Serves() {
  const fact = useApp(servedFactOf);
  const relation = useApp(servedRelationOf);
  const shares = useApp(relationSharesOf);
  const library = useApp((state) => state.library);
  const labelOf = (id: string) => library?.relations.find((each) => each.id === id)?.label ?? id;
  const shown = shares?.filter(({ share }) => share >= LEAST).slice(0, SHOWN);
  return (
    <div className="section serves" role="group" aria-label="What it serves">
      <div className="section-head">
        <h3>What it serves</h3>
        {shown && <span className="quiet target-mode">share of the strongest score</span>}
      </div>
      {!fact && !relation && !shares && (
        <p className="quiet">
          Known once the neurons of a fact or a relation are found, in the rooms Fact and Relation.
        </p>
      )}
      {fact && (
        <p>
          {fact.fact.subject || 'Your own fact'} <span className="quiet">→</span> {word(fact.fact.target.token)}
          <span className="number">
            {fact.count} of {fact.of} wordings
          </span>
        </p>
      )}
      {fact && <Bar share={fact.count / fact.of} />}
      {relation && (
        <p>
          {labelOf(relation.relation)}
          <span className="number">
            {relation.subjects.length} of {relation.of} facts
          </span>
        </p>
      )}
      {relation && <Bar share={relation.subjects.length / Math.max(1, relation.of)} />}
      {relation && relation.subjects.length > 0 && (
        <p className="quiet serves-names">
          {relation.subjects.slice(0, NAMED).join(', ')}
          {relation.subjects.length > NAMED && ` and ${relation.subjects.length - NAMED} more`}
        </p>
      )}
      {shown?.length === 0 && <p className="quiet">It matters to none of the relations.</p>}
      {shown && shown.length > 0 && (
        <ul aria-label="Relations that it matters to">
          {shown.map((each) => (
            <li key={each.relation}>
              <span>{labelOf(each.relation)}</span>
              <Bar share={each.share} />
              <span className="number">{percent(each.share)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Bar({ share }: { readonly share: number }) {
  return (
    <span className="serves-bar" aria-hidden>
      <i className="positive" style={{ width: `${share * 100}%` }} />
    </span>
  );
}
