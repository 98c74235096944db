/** Three things to do on the page itself, each ticked off when it is done: an effect, its chance, and the way back. */
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { TOUR_STEPS, type TourStep } from '../../state/tour';
import { useApp, useAppStore } from '../store';
import { word } from '../../figures/format';
import { showControl, TOUR_TARGETS } from './show';

export function Tour() {
  const done = useApp((state) => state.tourDone);
  if (TOUR_STEPS.every((step) => done.includes(step))) return <Done />;
  return (
    <ol className="first-steps-list">
      {TOUR_STEPS.map((step, index) => (
        <Step key={step} step={step} number={index + 1} done={done.includes(step)} />
      ))}
    </ol>
  );
}

interface StepProps {
  readonly step: TourStep;
  readonly number: number;
  readonly done: boolean;
}

function Step({ step, number, done }: StepProps) {
  const next = useApp(({ tourDone }) => TOUR_STEPS.find((each) => !tourDone.includes(each)) === step);
  return (
    <li data-done={done} data-next={next}>
      <b className="number" aria-hidden>
        {done ? <Check size={12} strokeWidth={3} /> : number}
      </b>
      <span>
        {WORDS[step]()} {done ? <span className="visually-hidden">(done)</span> : <Show step={step} />}
      </span>
    </li>
  );
}

const WORDS: Readonly<Record<TourStep, () => ReactNode>> = {
  silence: () => (
    <>
      <strong>Silence</strong> the neurons that push <Answer /> most.
    </>
  ),
  chance: () => (
    <>
      <strong>See chance:</strong> what silencing as many other neurons does.
    </>
  ),
  undo: () => (
    <>
      <strong>Undo</strong> it: the answer comes back to the last digit.
    </>
  ),
};

function Answer() {
  const target = useApp((state) => state.reading?.value.target.token ?? null);
  return target === null ? <>the answer</> : <span className="mono">{word(target)}</span>;
}

function Show({ step }: { readonly step: TourStep }) {
  const store = useAppStore();
  const ready = useApp((state) => step === 'silence' || state.tourDone.includes('silence'));
  if (!ready) return null;
  const show = () => {
    if (step === 'chance') {
      store.getState().setPlace('ask');
      store.getState().setChanceOpen(true);
    } else showControl(store, 'change', TOUR_TARGETS[step]);
  };
  return (
    <button type="button" className="text-button" aria-label={`Show me: ${step}`} onClick={show}>
      Show me
    </button>
  );
}

function Done() {
  const store = useAppStore();
  return (
    <p className="first-steps-done" role="status">
      <b className="number" aria-hidden>
        <Check size={12} strokeWidth={3} />
      </b>
      <span>
        That is the method: an effect, beside what chance does, and nothing left behind. Next, one fact in many
        wordings.
      </span>
      <button
        type="button"
        className="text-button"
        onClick={() => {
          store.getState().putHintAway('explore');
          store.getState().setRoom('fact');
        }}
      >
        Open Fact
      </button>
    </p>
  );
}
