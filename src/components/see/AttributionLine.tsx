/** How far the attribution is; once done, how exact: by how much the scores miss the probability they should sum to. */
import { RotateCw } from 'lucide-react';
import { extent } from 'd3';
import { QUADRATURE } from '../../experiments/protocol';
import { useApp } from '../store';
import { countActive } from '../../knowledge/edits/edit-list';
import { isBeforehand } from '../../state/beforehand';
import { activeEdits } from '../../state/edits';
import { freshOf } from '../../state/questions';
import type { State } from '../../state/store';
import type { AttributionProgress, AttributionResult } from '../../worker/api';
import { probability, word } from '../../figures/format';
import { shareInWords } from '../numbers';
import { useSession } from '../session';
import { Info } from '../ui/Info';
import { Progress } from '../ui/Progress';
import { OnItsWay } from './OnItsWay';
import { Explained } from '../glossary/Explained';

/** Whose attribution it is; while no edit is in force there is but one model to speak of. */
type ShownModel = 'only' | 'trained' | 'edited';

const EVERY: Record<ShownModel, string> = {
  only: 'Every',
  trained: 'As trained, every',
  edited: 'With the edits, every',
};

function modelShown(state: State): ShownModel {
  if (state.attribution && countActive(state.attribution.about.edits) > 0) return 'edited';
  return countActive(activeEdits(state)) > 0 ? 'trained' : 'only';
}

export function AttributionLine() {
  const pending = useApp((state) => state.pending.attribution);
  const done = useApp((state) => freshOf(state, 'attribution'));
  const model = useApp(modelShown);
  const beforehand = useApp(isBeforehand);
  return (
    <div className="attribution-line">
      {pending && 'progress' in pending ? <Running progress={pending.progress} /> : null}
      {pending && 'error' in pending ? <Again text={pending.error.message} /> : null}
      {!pending && done && !beforehand ? <Done result={done} model={model} /> : null}
      {beforehand && <OnItsWay />}
    </div>
  );
}

function Running({ progress }: { readonly progress: AttributionProgress | null }) {
  const session = useSession();
  return (
    <>
      <span className="quiet attribution-words">
        Attributing{progress ? `, ${progress.layersDone} of ${progress.layers} layers exact` : ''}
      </span>
      <Progress label="Attribution" fraction={progress?.fraction ?? null} />
      <button type="button" className="text-button" onClick={session.cancelAttribution}>
        Cancel
      </button>
    </>
  );
}

interface DoneProps {
  readonly result: AttributionResult;
  readonly model: ShownModel;
}

function Done({ result, model }: DoneProps) {
  const [fewest = 0, most = 0] = extent(result.points);
  const { residual, converged } = result.completeness;
  const tolerance = shareInWords(QUADRATURE.map.tolerance);
  return (
    <>
      <span className="quiet">
        {EVERY[model]} layer&rsquo;s <Explained of="attribution">scores</Explained> sum to its share of P(
        {word(result.target.token)}) within{' '}
        <span className={`number ${converged ? '' : 'problem'}`}>{probability(residual, 5)}</span>
      </span>
      <Info about="the error of the attribution" more="numbers#completeness-and-its-residual">
        <h3>How exact is this?</h3>
        <p>
          Integrated gradients should add up: the scores of a layer sum to P(a) &minus; P(0), the probability of the
          target gained while all its neurons go from nothing to their activation
          {model === 'edited' ? ', all of it in the edited model: a silenced neuron adds nothing' : ''}. The largest
          miss over the layers is <span className="number">{probability(residual, 6)}</span>; it comes from computing
          the integral at finitely many points, here {fewest === most ? fewest : `${fewest} to ${most}`} a layer, in{' '}
          {(result.milliseconds / 1000).toFixed(1)} s.
        </p>
        <p className="quiet">
          {converged
            ? `Points were added until the miss was below ${tolerance} of the target’s probability.`
            : `The miss is still above ${tolerance} of the target’s probability: take small scores with care.`}
        </p>
      </Info>
    </>
  );
}

function Again({ text }: { readonly text: string }) {
  const session = useSession();
  return (
    <>
      <span className="quiet">{text}</span>
      <button type="button" className="text-button with-icon" onClick={session.startAttribution}>
        <RotateCw size={12} aria-hidden /> Start again
      </button>
    </>
  );
}
