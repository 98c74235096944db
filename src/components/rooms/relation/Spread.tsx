/** Each relation before and after the edits: perplexity on a log scale, how many first answers changed, how many are right. */
import { scaleLog } from 'd3';
import { EVERYDAY } from '../../../experiments/measure';
import { harmOf } from '../../../experiments/measure-erasure';
import { otherRelations } from '../../../library/choose';
import { ofModel } from '../../../state/answers';
import { freshOf } from '../../../state/questions';
import { useApp } from '../../store';
import { percent } from '../../../figures/format';
import { ChangedAnswers } from '../ChangedAnswers';
import { TakePicture } from '../../out/TakePicture';
import { SaveResult } from '../SaveResult';
import { ErasureControls } from './ErasureControls';
import { ratioInWords } from '../../../figures/ratio';
import { domainOfSpread, perplexityAfter, spreadRows } from '../../../figures/spread-rows';
import { Explained } from '../../glossary/Explained';

export function Spread() {
  const measured = useApp((state) => ofModel(state.erasure, state.info));
  const library = useApp((state) => state.library);
  const stale = useApp((state) => measured !== null && freshOf(state, 'erasure') === null);
  const chosen = useApp((state) => state.relation);
  const measuring = useApp(({ pending }) => pending.erasure !== undefined && 'progress' in pending.erasure);
  if (!measured) {
    return (
      <div className="strongest">
        <p className="quiet strongest-empty" role="status">
          {measuring
            ? 'Asking every relation, with the edits and without \u2026'
            : 'Before and after, relation by relation, once something is erased.'}{' '}
          <TakePicture picture="relation" />
        </p>
      </div>
    );
  }
  const id = measured.relation;
  const rows = spreadRows(measured);
  const everyday = measured.groups.find(({ name }) => name === EVERYDAY);
  const x = scaleLog(domainOfSpread(rows), [0, 100]);
  const labelOf = (name: string) => library?.relations.find((relation) => relation.id === name)?.label ?? name;
  const own = rows.find(({ group }) => group.name === id);
  const inverse = library?.relations.find((relation) => relation.id === id)?.inverse;
  const others = new Set(otherRelations(library?.relations ?? [], id).map((relation) => relation.id));
  const elsewhere = rows.filter(({ group }) => others.has(group.name)).map(({ harm }) => harm);
  const mean = elsewhere.reduce((sum, { nats }) => sum + nats, 0) / Math.max(1, elsewhere.length);
  const most = Math.max(...elsewhere.map(({ nats }) => nats));
  const total = (of: 'changed' | 'prompts') => elsewhere.reduce((sum, harm) => sum + harm[of], 0);
  return (
    <div className="strongest spread" data-old={stale} role="region" aria-label="Before and after" tabIndex={0}>
      <div className="spread-head">
        {own && (
          <>
            {id !== chosen && (
              <p className="spread-stale">
                This was measured for &ldquo;{labelOf(id)}&rdquo;, not for the relation that is chosen now.
              </p>
            )}
            {stale && (
              <p className="spread-stale" aria-busy={measuring}>
                {measuring
                  ? 'Measuring the edits as they are now \u2026 Below is what those before did.'
                  : 'The edits have changed since this was measured.'}
              </p>
            )}
            {own.harm.changed === 0 && <p>No first answer of &ldquo;{labelOf(id)}&rdquo; changed.</p>}
            <ChangedAnswers name="Facts whose answer changed" answers={own.group.examples} />
            <p role="status">
              <b>
                Perplexity of &ldquo;{labelOf(id)}&rdquo; {ratioInWords(own.harm.nats)}
              </b>{' '}
              ({own.harm.changed} of {own.harm.prompts} first answers changed)
              {elsewhere.length > 0 && (
                <>
                  , of the others {ratioInWords(mean)} on average ({total('changed')} of {total('prompts')} changed) and{' '}
                  {ratioInWords(most)} at most
                </>
              )}
              .
              <span className="quiet">
                {everyday &&
                  ` Of ${everyday.prompts} everyday sentences ${harmOf(everyday, everyday.edit).changed} have another first answer.`}
                {inverse !== undefined &&
                  ` “${labelOf(inverse)}” states the same facts the other way round and is left out of the others.`}
              </span>
            </p>
            <ErasureControls measured={measured} own={own.group} labelOf={labelOf} />
          </>
        )}
        <p className="controls-key quiet" aria-hidden>
          <i className="spread-before" /> before <i className="controls-edit" /> after <i className="spread-random" />{' '}
          random neurons instead
        </p>
        <p className="spread-out">
          <SaveResult name="erasure" result={measured} />
          <TakePicture picture="relation" />
        </p>
      </div>
      <table aria-label="Perplexity by relation">
        <thead>
          <tr>
            <th scope="col">Relation</th>
            <th scope="col">
              <Explained of="perplexity">perplexity</Explained>, log scale
            </th>
            <th scope="col">change</th>
            <th scope="col">first answers changed</th>
            <th scope="col">right answers</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ group, harm, random }) => {
            const { name, before, edit } = group;
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
                    {random.map(({ nats }, draw) => (
                      <i key={draw} className="spread-random" style={{ left: `${x(perplexityAfter(group, nats))}%` }} />
                    ))}
                    <i className="spread-before" style={{ left: `${from}%` }} />
                    <i className="controls-edit" style={{ left: `${to}%` }} />
                  </span>
                </td>
                <td className="number">{ratioInWords(harm.nats)}</td>
                <td className="number">
                  {harm.changed} of {harm.prompts}
                </td>
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
