/** The two sides as the room shows them, from what the engines answered. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { activeEdits } from '../../../state/edits';
import { besideEdits, besideInfo, differsFromBeside, isOtherModel } from '../../../state/beside';
import { neuronDifferences } from '../../../state/beside-differences';
import { freshOf } from '../../../state/questions';
import type { State } from '../../../state/store';
import type { EditsDocument } from '../../../knowledge/edits/edits';
import type { AttributionResult, ModelInfo, PredictResult } from '../../../worker/api';
import { useApp } from '../../store';

export type SideName = 'A' | 'B';

export interface ComparedSide {
  readonly name: SideName;
  readonly prompt: string;
  readonly edits: EditsDocument;
  /** Null while there is none. */
  readonly info: ModelInfo | null;
  readonly reading: PredictResult | null;
  readonly attribution: AttributionResult | null;
  /** What is shown is about an earlier question. */
  readonly isStale: boolean;
}

/** @param state whose answers stay, stale, until the next ones come */
function sideA(state: State): ComparedSide {
  return {
    name: 'A',
    prompt: state.prompt,
    edits: activeEdits(state),
    info: state.info,
    reading: state.reading?.value ?? null,
    attribution: state.attribution?.value ?? null,
    isStale: state.reading?.about.prompt !== state.prompt || freshOf(state, 'attribution') === null,
  };
}

/** B has no answers where it asks what A asks, or another model than those that are there. */
function sideB(state: State): ComparedSide {
  const info = besideInfo(state);
  const isAsked = differsFromBeside(state);
  const { besideReading, besideAttribution } = state;
  const reading = isAsked && besideReading?.about.model === info?.hash ? besideReading : null;
  const attribution = reading && besideAttribution?.about.model === info?.hash ? besideAttribution : null;
  return {
    name: 'B',
    prompt: state.beside.prompt ?? state.prompt,
    edits: besideEdits(state),
    info,
    reading: reading?.value ?? null,
    attribution: attribution?.value ?? null,
    isStale: freshOf(state, 'besideReading') === null || freshOf(state, 'besideAttribution') === null,
  };
}

export interface Sides {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** Whether B is asked of another model: then neuron i of one is not neuron i of the other. */
  readonly isOther: boolean;
  /** Whether B asks anything else than A. */
  readonly differs: boolean;
}

export function useSides(): Sides {
  const a = useApp(useShallow(sideA));
  const b = useApp(useShallow(sideB));
  const isOther = useApp(isOtherModel);
  const differs = useApp(differsFromBeside);
  return useMemo(() => ({ a, b, isOther, differs }), [a, b, isOther, differs]);
}

/** Neuron by neuron, where both sides are of one model and attributed. */
export function useNeuronDifferences({ a, b, isOther }: Sides) {
  const [first, second] = [a.attribution, b.attribution];
  return useMemo(() => {
    const isComparable = first && second && !isOther && first.scores.length === second.scores.length;
    return isComparable ? neuronDifferences(first, second) : null;
  }, [first, second, isOther]);
}
