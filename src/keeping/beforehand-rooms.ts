/**
 * One fact and one relation that come with the page, each with what was found about it by the built-in model, so that no
 * room opens on an empty grid. Only a first visit finds them opened, and nothing that a visitor has is replaced; but
 * whoever asks about the very same fact or relation later finds the same about it.
 */
import { z } from 'zod';
import type { Ranking } from '../knowledge/measures/ranking';
import { sameQuestion, type AnswerOf } from '../state/answers';
import type { AppStore, State } from '../state/store';
import type { WordedFact } from '../state/wordings';
import { FACT_PIECES, RESULT_PIECES } from './kept';

/** As the visitor's own work on them would be kept. */
const schema = z.object({
  fact: FACT_PIECES.fact,
  evidence: RESULT_PIECES.evidence,
  relation: FACT_PIECES.relation,
  relationEvidence: RESULT_PIECES.relationEvidence,
  elsewhere: RESULT_PIECES.elsewhere,
});

export interface RoomAnswers {
  readonly fact: WordedFact;
  readonly evidence: AnswerOf<'evidence'>;
  readonly relation: string;
  readonly relationEvidence: AnswerOf<'relationEvidence'>;
  readonly elsewhere: AnswerOf<'elsewhere'>;
}

type Unpacked = z.infer<typeof schema>;

/** Digits of a number by itself. */
const DIGITS = 6;
/** A score is told as so many parts of its ranking's largest: far finer than the thresholds' steps. */
const PARTS = 1e4;
/** A neuron's place is one number: 51234 is neuron 1234 of layer 5. */
const LAYER = 1e4;

interface PackedRanking extends Omit<Ranking, 'neurons'> {
  readonly places: readonly number[];
  readonly parts: readonly number[];
}

/** As text: a quarter of what the visitor's own results take, as nearly all of it is neurons in rankings. */
export function packRoomAnswers(answers: RoomAnswers): string {
  return JSON.stringify(answers, (_, value: unknown) => {
    if (typeof value === 'number') return Number(value.toPrecision(DIGITS));
    return has<Ranking>(value, 'neurons') ? packedRanking(value) : value;
  });
}

/** @throws Error where the text holds something else. */
export function unpackRoomAnswers(text: string): Unpacked {
  return schema.parse(
    JSON.parse(text, (_, value: unknown) => (has<PackedRanking>(value, 'places') ? unpackedRanking(value) : value)),
  );
}

function has<T extends object>(value: unknown, key: keyof T): value is T {
  return typeof value === 'object' && value !== null && key in value;
}

function packedRanking({ neurons, largest, completeFrom }: Ranking): PackedRanking {
  return {
    largest,
    completeFrom,
    places: neurons.map(({ layer, neuron }) => layer * LAYER + neuron),
    parts: neurons.map(({ score }) => Math.round((score / largest) * PARTS)),
  };
}

function unpackedRanking({ largest, completeFrom, places, parts }: PackedRanking): Ranking {
  return {
    largest,
    completeFrom,
    neurons: places.map((place, i) => ({
      layer: Math.floor(place / LAYER),
      neuron: place % LAYER,
      score: ((parts[i] ?? 0) / PARTS) * largest,
    })),
  };
}

/** What of it the visitor gets. */
function piecesFor(
  { fact, evidence, relation, relationEvidence, elsewhere }: State,
  found: Unpacked,
  isFirst: boolean,
) {
  const answers = [evidence, relationEvidence, elsewhere];
  if (isFirst && fact === null && relation === null && answers.every((answer) => answer === null)) return found;
  return {
    ...(evidence === null && sameQuestion(fact, found.fact) ? { evidence: found.evidence } : {}),
    ...(relationEvidence === null && relation === found.relation ? { relationEvidence: found.relationEvidence } : {}),
    ...(elsewhere === null && relation === found.relation ? { elsewhere: found.elsewhere } : {}),
  };
}

interface Coming {
  readonly isFirstVisit: boolean;
  fetchText(): Promise<string>;
}

/** Fetches them once a room is open that shows them; on a first visit also when nothing else is to do. */
export function bringRoomAnswers(store: AppStore, { isFirstVisit, fetchText }: Coming): void {
  const isWanted = ({ room, model }: State) =>
    room === 'fact' || room === 'relation' || (isFirstVisit && model.stage === 'ready');
  const bring = async () => {
    try {
      const found = unpackRoomAnswers(await fetchText());
      const state = store.getState();
      if (state.modelSource.kind === 'builtin') store.setState(piecesFor(state, found, isFirstVisit));
    } catch {
      // The rooms then open empty, and the visitor finds for themselves what would have stood there.
    }
  };
  let asked = false;
  store.subscribe(
    isWanted,
    (wanted) => {
      if (!wanted || asked) return;
      asked = true;
      void bring();
    },
    { fireImmediately: true },
  );
}
