/** What the edits do to the fact and to everything else, beside controls, and what may be concluded of it. */
import { useState } from 'react';
import { UPDATE_GROUPS, type MeasuredUpdate } from '../../../experiments/measure-update';
import { DRAWS, VERDICT } from '../../../experiments/protocol';
import { countActive } from '../../../knowledge/edits/edit-list';
import { ofModel } from '../../../state/answers';
import { activeEdits } from '../../../state/edits';
import { aboutGroup, EFFECT_HEADLINES, METRIC_NAMES, namedGroups } from '../../../figures/effect-groups';
import { METRICS, type Metric } from '../../../figures/metrics';
import { freshOf } from '../../../state/questions';
import { numberInWords, shareInWords } from '../../numbers';
import { useApp } from '../../store';
import { TakePicture } from '../../out/TakePicture';
import { Info } from '../../ui/Info';
import { Segments } from '../../ui/Segments';
import { WorkLine } from '../../ui/WorkLine';
import { ChangedAnswers } from '../ChangedAnswers';
import { Controls } from '../Controls';
import { SaveResult } from '../SaveResult';
import { UpdateFigures } from './UpdateFigures';

export function SideEffects() {
  const effect = useApp((state) => ofModel(state.effect, state.info));
  const edited = useApp((state) => countActive(activeEdits(state)) > 0);
  const stale = useApp((state) => effect !== null && freshOf(state, 'effect') === null);
  const fact = useApp((state) => state.fact !== null);
  const [metric, setMetric] = useState<Metric>('answers');
  if (!fact) return null;
  return (
    <div className="section effects" role="group" aria-label="Beside its controls">
      <div className="section-head">
        <h3>Controls</h3>
        <Info about="the controls" more="numbers#controls">
          <h3>Controls that can fail</h3>
          <p>
            The same edit on other neurons: random ones of the same layers, and random ones that write about as much;
            the most active; those of another fact of the relation; those of another relation; and those that push the
            answer most directly.
          </p>
          <p>
            An effect is more than chance only beyond all of {VERDICT.leastDraws} draws; elsewhere there are{' '}
            {numberInWords(DRAWS.elsewhere)}. A control that reaches {shareInWords(VERDICT.asMuch)} of it does as much.
            Effects are compared as log-odds, of the answer that is taught or else of the right one, on wordings that
            did not choose the neurons where there are any.
          </p>
        </Info>
        {effect && (
          <Segments
            name="What changed"
            small
            value={metric}
            options={METRICS.map((value) => ({ value, label: METRIC_NAMES[value] }))}
            onChange={(next) => setMetric(next)}
          />
        )}
        <TakePicture picture="effects" />
      </div>
      {effect && (
        <div className="effects-body" data-old={stale}>
          {stale && <p className="effects-stale">The edits have changed since this was measured.</p>}
          <p className="effects-headline">
            <b>{EFFECT_HEADLINES[effect.verdict.kind]}</b>
          </p>
          <Elsewhere effect={effect} />
          <p role="status">{effect.verdict.text}</p>
          <Controls groups={namedGroups(effect)} metric={metric} about={(group) => aboutGroup(group, effect)} />
          <UpdateFigures effect={effect} />
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

/** Sentences shown. */
const SHOWN = 3;

/** What else has another answer now, in a few sentences, of as many groups as there are. */
function Elsewhere({ effect }: { readonly effect: MeasuredUpdate }) {
  const own: readonly string[] = [UPDATE_GROUPS.finding, UPDATE_GROUPS.held];
  const groups = effect.groups.filter(({ name }) => !own.includes(name));
  const asked = groups.reduce((sum, { prompts }) => sum + prompts, 0);
  const changed = groups.reduce((sum, { prompts, edit }) => sum + Math.round(edit.answersChanged * prompts), 0);
  const turns = Array.from({ length: SHOWN }, (_, turn) => groups.flatMap(({ examples }) => examples[turn] ?? []));
  return (
    <div className="effects-elsewhere">
      <p>
        {changed === 0
          ? `None of ${asked} other sentences has another first answer.`
          : `${changed} of ${asked} other sentences have another first answer:`}
      </p>
      <ChangedAnswers name="Other sentences whose answer changed" answers={turns.flat().slice(0, SHOWN)} />
    </div>
  );
}
