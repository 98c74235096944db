/**
 * What the model says to a prompt, without and with edits: the question behind the bars, which a slider asks again and again. Of the edited
 * pass only what the bars show comes back from the device.
 */
import type { Cloze, Token } from '../../checkpoint/tokenizer';
import type { BertModel } from '../bert-model';
import type { EditsDocument } from '../edits/edits';
import type { RunOptions } from '../passes/forward';
import { Distribution, KnownAnswers, pairOf, type ReadingPair, type ReadingRequest } from './reading';

export interface PredictionRequest extends ReadingRequest {
  readonly prompt: string;
  readonly edits: EditsDocument;
}

export interface PredictionReading extends ReadingPair {
  readonly cloze: Cloze;
  /** The one asked about, or the unedited model's first answer. */
  readonly target: Token;
}

export async function readPrediction(
  bert: BertModel,
  { prompt, edits, ...asked }: PredictionRequest,
  options: RunOptions = {},
): Promise<PredictionReading> {
  const cloze = bert.tokenizer.encodeCloze(prompt);
  const nameOf = (id: number) => bert.tokenizer.token(id);
  return bert.withPasses(cloze, edits, options, async (before, after) => {
    const [logits] = await before.logits();
    const unedited = new Distribution(logits!, nameOf);
    const id = asked.target ?? unedited.top(1)[0]!;
    const request = { ...asked, target: id };
    const answer = { cloze, target: { id, token: nameOf(id) } };
    if (after === before) return { ...answer, ...pairOf(unedited, unedited, request) };
    const ids = [...new Set([id, ...(asked.watch ?? []), ...unedited.top(asked.top)])];
    // An id that the vocabulary does not have gets its message here, before anything is asked.
    for (const watched of ids) unedited.logProbability(watched);
    const [row] = await after.ranked({ top: asked.top, ids });
    return { ...answer, ...pairOf(unedited, new KnownAnswers(row!, ids, nameOf), request) };
  });
}
