/** What the edits do to the fact and to everything else, beside controls, and one sentence for a sceptic. */
import { ofModel } from '../../../state/answers';
import { freshOf } from '../../../state/questions';
import { useState } from 'react';
import type { MeasuredUpdate } from '../../../experiments/measure';
import { countActive } from '../../../knowledge/edits/edit-list';
import { bandOf } from '../../../knowledge/measures/score';
import { activeEdits } from '../../../state/edits';
import { useApp } from '../../store';
import { counted, points } from '../../format';
import { Segments } from '../../ui/Segments';
import { WorkLine } from '../../ui/WorkLine';
import { Controls, METRICS, type Metric } from '../Controls';
import { SaveResult } from '../SaveResult';

const NAMES: Record<Metric, string> = { answers: 'Answers', probability: 'Probability' };

/** Groups as the measurement calls them, and as the page does. */
const GROUPS: Readonly<Record<string, string>> = {
  paraphrases: 'This fact',
  'other facts': 'Other facts of the relation',
  'other relations': 'Other relations',
  everyday: 'Everyday sentences',
};

export function SideEffects() {
  const effect = useApp((state) => ofModel(state.effect, state.info));
  const edited = useApp((state) => countActive(activeEdits(state)) > 0);
  const stale = useApp((state) => effect !== null && freshOf(state, 'effect') === null);
  const fact = useApp((state) => state.fact !== null);
  const [metric, setMetric] = useState<Metric>('answers');
  if (!fact) return null;
  return (
    <div className="section effects" role="group" aria-label="Beside chance">
      <div className="section-head">
        <h3>Beside chance</h3>
        {effect && (
          <Segments
            name="What changed"
            small
            value={metric}
            options={METRICS.map((value) => ({ value, label: NAMES[value] }))}
            onChange={(next) => setMetric(next)}
          />
        )}
      </div>
      {effect && (
        <div className="effects-body" data-old={stale}>
          <p role="status">{sentence(effect)}</p>
          <Controls groups={namedGroups(effect)} metric={metric} />
          <SaveResult name="update" result={effect} />
        </div>
      )}
      <WorkLine
        work="effect"
        label={
          effect && !stale
            ? 'Measure again'
            : effect && edited
              ? 'Measure the edits as they are now'
              : 'Measure side effects'
        }
        running="Asking with and without the edits"
        disabled={!edited}
      >
        {!edited && <span className="quiet">{effect ? 'Nothing is edited now.' : 'Edit something first.'}</span>}
      </WorkLine>
    </div>
  );
}

/** The groups that could be asked, by the page's names. */
function namedGroups({ groups }: MeasuredUpdate) {
  return groups
    .filter(({ prompts }) => prompts > 0)
    .map((group) => ({ ...group, name: GROUPS[group.name] ?? group.name }));
}

/** What a reader may conclude, and what not. */
function sentence(effect: MeasuredUpdate): string {
  const { neurons, controls } = effect;
  const [own, ...elsewhere] = namedGroups(effect);
  if (!own) return '';
  const changed = (share: number, of: number) => Math.round(share * of);
  const shift = Math.abs(own.edit.probability);
  const random = bandOf(own.random.map(({ probability }) => probability));
  const most = Math.max(Math.abs(random.low), Math.abs(random.high));
  const side = elsewhere.map(
    ({ name, edit, prompts }) => `${changed(edit.answersChanged, prompts)} of ${prompts} (${name.toLowerCase()})`,
  );
  const mostElsewhere = Math.max(0, ...elsewhere.map(({ edit }) => edit.answersChanged));
  const begin = `Editing ${counted(neurons.length, 'neuron')} changed ${changed(own.edit.answersChanged, own.prompts)} of ${own.prompts} answers of this fact and moved its probability by ${points(own.edit.probability)} points; as many random neurons, ${controls.draws} times, by ${points(random.low)} to ${points(random.high)}.`;
  const there = `Elsewhere it changed ${side.join(', ')}.`;
  const verdict =
    shift <= most
      ? 'Chance does as much, so this says nothing about these neurons.'
      : mostElsewhere > 0 && mostElsewhere >= 0.5 * own.edit.answersChanged
        ? 'That is more than chance, but it is not specific to the fact: other answers change about as often.'
        : 'That is more than chance, and more here than elsewhere. The neurons influence this fact; it does not show that they store it.';
  return `${begin} ${there} ${verdict}`;
}
