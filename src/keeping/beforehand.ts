/**
 * The answers to the first example that come with the page, as a file and as the state holds them. Scores and activations
 * travel as whole numbers of the last digit that the page shows, which makes some 20 KB of them. scripts/beforehand.ts
 * writes the file; a test holds it to what the model says now.
 */
import type { BertConfig } from '../bert/config';
import { countActive } from '../knowledge/edits/edit-list';
import { NO_EDITS } from '../knowledge/edits/edits';
import { activeEdits } from '../state/edits';
import type { Beforehand } from '../state/beforehand';
import type { AppStore } from '../state/store';
import type { AttributionResult, ModelInfo, PredictResult } from '../worker/api';

/** How fine scores and activations are told. */
const SCORE = 1e5;
const ACTIVATION = 1e3;

type Timeless<Result> = Omit<Result, 'milliseconds'>;

export interface FirstAnswers {
  /** Hash of the model that answered. */
  readonly model: string;
  readonly config: BertConfig;
  readonly prompt: string;
  readonly reading: Timeless<PredictResult>;
  readonly attribution: Timeless<Omit<AttributionResult, 'scores' | 'activations'>> & {
    readonly scores: readonly number[];
    readonly activations: readonly number[];
  };
}

export function packFirstAnswers(
  { hash, config }: Pick<ModelInfo, 'hash' | 'config'>,
  prompt: string,
  { reading, attribution }: { readonly reading: PredictResult; readonly attribution: AttributionResult },
): FirstAnswers {
  const { scores, activations, ...others } = attribution;
  return {
    model: hash,
    config,
    prompt,
    reading: timeless(reading),
    attribution: { ...timeless(others), scores: whole(scores, SCORE), activations: whole(activations, ACTIVATION) },
  };
}

/** `milliseconds` of what was not waited for are 0. */
function unpackFirstAnswers({
  model,
  config,
  prompt,
  reading,
  attribution,
}: FirstAnswers): Omit<Beforehand, 'reading'> & { readonly reading: PredictResult } {
  const { tokens, maskIndex, target } = reading;
  return {
    model,
    config,
    reading: { ...reading, milliseconds: 0 },
    tokenized: { about: { model, prompt }, value: { tokens, masks: [maskIndex] } },
    attribution: {
      about: { model, prompt, target: target.id, edits: NO_EDITS },
      value: {
        ...attribution,
        scores: Float32Array.from(attribution.scores, (score) => score / SCORE),
        activations: Float32Array.from(attribution.activations, (activation) => activation / ACTIVATION),
        milliseconds: 0,
      },
    },
  };
}

/** Shows them where they answer what is asked, and where it is the built-in model that is on its way. */
export function showBeforehand(store: AppStore, file: FirstAnswers): void {
  const state = store.getState();
  const { modelSource, info, prompt, target } = state;
  if (modelSource.kind !== 'builtin' || info !== null) return;
  const { reading: value, ...others } = unpackFirstAnswers(file);
  const edits = activeEdits(state);
  const reading = { about: { model: file.model, prompt: file.prompt, chosen: target, edits }, value };
  const beforehand: Beforehand = { ...others, reading };
  const fits = prompt === file.prompt && (target === null || target.id === value.target.id) && countActive(edits) === 0;
  store.setState({
    beforehand,
    ...(fits ? { reading, tokenized: beforehand.tokenized, attribution: beforehand.attribution } : {}),
  });
}

function timeless<Result extends { readonly milliseconds: number }>(result: Result): Timeless<Result> {
  const { milliseconds: _, ...others } = result;
  return others;
}

/** No zero below zero, which JSON would not tell anyway. */
function whole(values: Float32Array, parts: number): readonly number[] {
  return Array.from(values, (value) => Math.round(value * parts) + 0);
}
