/** What the page shows beside attributions: activations, what the primary neuron says and hears, the dose curve, the logit lens. */
import { NO_EDITS } from '../knowledge/edits/edits';
import { GAINS, LENS_ANSWERS } from '../experiments/protocol';
import { newJob, type Desk } from './desk';
import { followFiring } from './firing';
import { followQuestion } from './follow';

/** Milliseconds without a change before side panels are computed anew; the predictions never wait for them. */
const PAUSE = 90;
/** Tokens of each sign to show of what a neuron says. */
const SAID = 6;

export function followNeurons(desk: Desk): () => void {
  const { api } = desk;
  const stops = [
    followQuestion(desk, 'activations', {
      pause: PAUSE,
      ask: ({ prompt, edits }) => api.activations(newJob('activations'), prompt, edits),
    }),
    followQuestion(desk, 'says', {
      pause: PAUSE,
      ask: ({ neuron, values }) => api.says(newJob('says'), { ...neuron, edits: { ...NO_EDITS, values }, count: SAID }),
    }),
    followQuestion(desk, 'hears', {
      pause: PAUSE,
      ask: ({ neuron }) => api.hears(newJob('hears'), { ...neuron, count: SAID }),
    }),
    followQuestion(desk, 'dose', {
      pause: PAUSE,
      ask: ({ prompt, target, neurons, at, edits }) =>
        api.dose(newJob('dose'), { prompt, edits, neurons, at, gains: GAINS.curve, target }),
    }),
    followQuestion(desk, 'positions', {
      pause: PAUSE,
      ask: ({ neuron, prompt, edits }) => api.positions(newJob('positions'), { ...neuron, prompt, edits }),
    }),
    followQuestion(desk, 'lens', {
      pause: PAUSE,
      isWanted: ({ room }) => room === 'layers',
      ask: ({ prompt, target, edits }) => api.lens(newJob('lens'), { prompt, edits, top: LENS_ANSWERS, target }),
    }),
    followFiring(desk),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
