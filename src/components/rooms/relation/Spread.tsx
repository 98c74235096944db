/** Each relation before and after the edits: perplexity on a log scale, and how many answers are right. */
import { ofModel } from '../../../state/answers';
import { freshOf } from '../../../state/questions';
import { scaleLog } from 'd3';
import { EVERYDAY, type MeasuredGroup } from '../../../experiments/measure';
import { bandOf } from '../../../knowledge/measures/score';
import { useApp } from '../../store';
import { counted, percent } from '../../format';
import { SaveResult } from '../SaveResult';

const ratio = ({ before, edit }: MeasuredGroup) => edit.after.perplexity / before.perplexity;

export function Spread() {
  const measured = useApp((state) => ofModel(state.erasure, state.info));
  const library = useApp((state) => state.library);
  const id = useApp((state) => state.relation);
  const stale = useApp((state) => measured !== null && freshOf(state, 'erasure') === null);
  if (!measured) {
    return (
      <div className="strongest">
        <p className="quiet strongest-empty">Before and after, relation by relation, once something is erased.</p>
      </div>
    );
  }
  const groups = measured.groups.filter(({ name }) => name !== EVERYDAY).sort((a, b) => ratio(b) - ratio(a));
  const all = groups.flatMap(({ before, edit, random }) =>
    [before, edit.after, ...random.map(({ after }) => after)].map(({ perplexity }) => perplexity),
  );
  const x = scaleLog([Math.min(...all) * 0.9, Math.max(...all) * 1.1], [0, 100]);
  const labelOf = (name: string) => library?.relations.find((relation) => relation.id === name)?.label ?? name;
  const own = groups.find(({ name }) => name === id);
  const inverse = library?.relations.find((relation) => relation.id === id)?.inverse;
  const others = groups.filter(({ name }) => name !== id && name !== inverse);
  const mean = Math.exp(others.reduce((sum, group) => sum + Math.log(ratio(group)), 0) / Math.max(1, others.length));
  const most = Math.max(...others.map(ratio));
  return (
    <div className="strongest spread" data-old={stale} role="region" aria-label="Before and after" tabIndex={0}>
      <div className="spread-head" role="status">
        {own && (
          <p>
            <b>
              Perplexity of &ldquo;{labelOf(own.name)}&rdquo; ×&nbsp;{times(ratio(own))}
            </b>
            , of the others ×&nbsp;{times(mean)} on average and ×&nbsp;{times(most)} at most
            <span className="quiet">
              {' '}
              ({counted(measured.neurons.length, 'neuron')}; as many random ones ×&nbsp;
              {times(bandOf(own.random.map(({ after }) => after.perplexity / own.before.perplexity)).mean)} for this
              relation).
              {inverse !== undefined &&
                ` “${labelOf(inverse)}” states the same facts the other way round and is left out of the others.`}
              {stale && ' The edits have changed since.'}
            </span>
          </p>
        )}
        <p className="controls-key quiet" aria-hidden>
          <i className="spread-before" /> before <i className="controls-edit" /> after <i className="spread-random" />{' '}
          random neurons instead
        </p>
        <SaveResult name="erasure" result={measured} />
      </div>
      <table aria-label="Perplexity by relation">
        <thead>
          <tr>
            <th scope="col">Relation</th>
            <th scope="col">perplexity, log scale</th>
            <th scope="col">change</th>
            <th scope="col">right answers</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ name, before, edit, random, ...group }) => {
            const [from, to] = [x(before.perplexity), x(edit.after.perplexity)];
            return (
              <tr key={name} data-selected={name === id}>
                <th scope="row">{labelOf(name)}</th>
                <td>
                  <span className="spread-line" aria-hidden>
                    <i
                      className={to > from ? 'spread-rise' : 'spread-fall'}
                      style={{ left: `${Math.min(from, to)}%`, width: `${Math.abs(to - from)}%` }}
                    />
                    {random.map(({ after }, draw) => (
                      <i key={draw} className="spread-random" style={{ left: `${x(after.perplexity)}%` }} />
                    ))}
                    <i className="spread-before" style={{ left: `${from}%` }} />
                    <i className="controls-edit" style={{ left: `${to}%` }} />
                  </span>
                </td>
                <td className="number">× {times(ratio({ name, before, edit, random, ...group }))}</td>
                <td className="number">
                  {percent(before.accuracy)} → {percent(edit.after.accuracy)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function times(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2);
}
