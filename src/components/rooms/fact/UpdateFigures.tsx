/** An update in the figures of the literature: how well it was taught, and what other facts pay for it. */
import type { MeasuredUpdate } from '../../../experiments/measure-update';
import { percent, plain } from '../../../figures/format';
import { Info } from '../../ui/Info';

export function UpdateFigures({ effect }: { readonly effect: MeasuredUpdate }) {
  const { scores, perplexity } = effect;
  if (!scores) return null;
  const rows = [
    ['Efficacy', percent(scores.efficacy)],
    ['Generalisation', shareText(scores.generalisation, 'one wording only')],
    ['Specificity', shareText(scores.specificity, 'no other fact asked')],
    ['Their harmonic mean', shareText(scores.harmonicMean, 'one of them is missing')],
    ['Inner perplexity', perplexityText(perplexity.inner)],
    ['Outer perplexity', perplexityText(perplexity.outer)],
  ] as const;
  return (
    <div className="update-figures">
      <div className="section-head">
        <h4>The update in figures</h4>
        <Info about="the figures" more="numbers#scores-of-an-update">
          <h3>The update in figures</h3>
          <p>
            Efficacy is how often the new answer comes first in the wordings that chose the neurons, generalisation in
            those that did not; specificity is how many of the relation&rsquo;s other facts keep their first answer.
          </p>
          <p className="quiet">
            Perplexity is of the right answers, before and after: of the relation&rsquo;s other facts (inner) and of
            other relations (outer). The paper names a rise of 8.4 and 7.2, on another model.
          </p>
        </Info>
      </div>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function shareText(share: number | null, why: string): string {
  return share === null ? why : percent(share);
}

function perplexityText(found: MeasuredUpdate['perplexity']['inner']): string {
  return found ? `${plain(found.before, 1)} → ${plain(found.after, 1)}` : 'not asked';
}
