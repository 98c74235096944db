/**
 * General English: words masked in sentences that were never trained on, everyday prompts, and whether the MLM head
 * speaks the language of the word embeddings.
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { crc32, createGunzip } from 'node:zlib';
import { EVALUATION } from '../experiments/protocol';
import { randomOf } from '../random';
import { logitsOf } from '../knowledge/passes/forward';
import { readPair } from '../knowledge/measures/reading';
import { NO_EDITS } from '../knowledge/edits/edits';
import type { BertModel } from '../knowledge/bert-model';
import { askAll, scoresOf, type TargetAnswer } from './evaluate-ask';
import { estimateOf, groupsOf, meanOf, sampleOf } from './evaluate-statistics';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Prose, not a list, a heading or an advertisement. */
function isPlain(sentence: string): boolean {
  const words = sentence.split(/\s+/);
  if (words.length < 5 || words.length > 60 || !/[.!?"]$/.test(sentence)) return false;
  if (/https?:|www\.|[|•€$#@_/\\{}<>]|\.\.\./.test(sentence)) return false;
  return count(sentence, /(?:^|\s)\p{Ll}/gu) >= 0.35 * words.length && count(sentence, /\p{Nd}/gu) <= 12;
}

/** The sentences of a folder's text/*.txt.gz, a line each, in a fixed order. */
export async function* textLines(folder: string): AsyncGenerator<string> {
  const names = (await readdir(join(folder, 'text'))).filter((name) => name.endsWith('.txt.gz')).sort();
  for (const name of names) {
    const input = createReadStream(join(folder, 'text', name)).pipe(createGunzip());
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const sentence = line.trim();
      if (sentence) yield sentence;
    }
  }
}

/** Whether a sentence is kept from training, by itself and in every text. */
export function isHeldOut(sentence: string): boolean {
  return crc32(sentence) % EVALUATION.heldOutOf === 0;
}

/** Whether a sentence is the report's: no training reads it, and no choice between trainings. */
function isReported(sentence: string): boolean {
  return crc32(sentence) % EVALUATION.reportedOf === 0;
}

/** Sentences of general text that were never trained on or chosen by, from the folder's text/*.txt.gz, in a fixed order. */
export async function heldOutSentences(data: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const sentence of textLines(data)) if (isReported(sentence) && isPlain(sentence)) found.add(sentence);
  return [...found].sort();
}

export interface TextRequest {
  readonly heldOut: readonly string[];
  /** Sentences at most. */
  readonly most: number;
  /** Those of `heldOut` that are near-duplicates of training sentences. */
  readonly nearDuplicates: ReadonlySet<string>;
}

/** 15 % of each sentence's tokens are masked at once; each of them is one question. */
export async function evaluateText(
  bert: BertModel,
  { heldOut, most, nearDuplicates }: TextRequest,
  report: (line: string) => void,
) {
  const random = randomOf(EVALUATION.seeds.text);
  const mask = bert.tokenizer.maskId;
  const sentences = sampleOf(random, heldOut, Infinity)
    .map((sentence) => ({ sentence, ids: bert.tokenizer.encode(sentence).ids }))
    .filter(({ ids }) => ids.length >= EVALUATION.tokens.from && ids.length <= EVALUATION.tokens.to)
    .slice(0, most);
  const asked = sentences.flatMap(({ sentence, ids }) => {
    const inner = ids.slice(1, -1).map((_, i) => i + 1);
    const places = sampleOf(random, inner, Math.max(1, Math.round(EVALUATION.maskedShare * inner.length)));
    const hidden = ids.map((id, i) => (places.includes(i) ? mask : id));
    return places.map((place) => ({ sentence, question: { ids: hidden, maskIndex: place, targetId: ids[place]! } }));
  });
  const answers = await askAll(
    bert,
    asked.map(({ question }) => question),
    (done) => report(`text: ${done} of ${asked.length} masked tokens`),
  );
  const answered = asked.map(({ sentence }, i) => ({ sentence, answer: answers[i]! }));
  const apart = answered.filter(({ sentence }) => !nearDuplicates.has(sentence));
  return { ...textScores(answered), withoutNearDuplicates: apart.length > 0 ? textScores(apart) : null };
}

function textScores(answered: readonly { readonly sentence: string; readonly answer: TargetAnswer }[]) {
  const sentences = groupsOf(answered, ({ sentence }) => sentence);
  const answers = answered.map(({ answer }) => answer);
  return {
    sentences: sentences.length,
    maskedTokens: answers.length,
    top1: estimateOf(sentences.map((of) => of.map(({ answer }) => Number(answer.rank === 0)))),
    top5: scoresOf(answers).top5,
    perplexity: Math.exp(-meanOf(answers.map(({ logProbability }) => logProbability))),
  };
}

/** @param table lines of a prompt, a tab, and the words that count as sensible there. */
export async function evaluateEveryday(bert: BertModel, table: string) {
  const prompts = [];
  for (const line of table.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
    const [prompt = '', accepted = ''] = line.split('\t');
    const { before } = await bert.predict(prompt, NO_EDITS);
    const { top } = readPair(before, before, { top: EVALUATION.listed, target: null }, (id) =>
      bert.tokenizer.token(id),
    ).before;
    const predictions = top.map(({ token, probability }) => ({ token, probability }));
    prompts.push({ prompt, predictions, sensible: accepted.split(' ').includes(predictions[0]!.token) });
  }
  return { prompts: prompts.length, sensible: prompts.filter(({ sensible }) => sensible).length, list: prompts };
}

/**
 * Share of tokens that the MLM head puts first when the residual stream before the last LayerNorm holds nothing but the
 * token's embedding. Where it does not, adding an embedding to a value vector says nothing.
 */
export async function headAlignment(bert: BertModel, tokenIds: readonly number[]) {
  const { checkpoint, kernels } = bert;
  const { layers, hiddenSize: D, layerNormEps } = checkpoint.config;
  const norm = `bert.encoder.layer.${layers - 1}.output.LayerNorm`;
  const [gamma, beta] = [checkpoint.weight(`${norm}.weight`).data, checkpoint.weight(`${norm}.bias`).data];
  let first = 0;
  for (let from = 0; from < tokenIds.length; from += EVALUATION.headTogether) {
    const ids = tokenIds.slice(from, from + EVALUATION.headTogether);
    const data = new Float32Array(ids.length * D);
    ids.forEach((id, row) => data.set(checkpoint.tokenDirection(id), row * D));
    for (let row = 0; row < ids.length; row++)
      normalize(data.subarray(row * D, (row + 1) * D), gamma, beta, layerNormEps);
    const x = await kernels.runtime.upload({ data, shape: [ids.length, 1, D] });
    const logits = await logitsOf(kernels, x, {});
    x.dispose();
    ids.forEach((id, row) => (first += Number(logits[row]!.every((logit) => logit <= logits[row]![id]!))));
  }
  return { tokens: tokenIds.length, first: first / tokenIds.length };
}

/** LayerNorm in place. */
function normalize(vector: Float32Array, gamma: Float32Array, beta: Float32Array, epsilon: number): void {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
  const scale = 1 / Math.sqrt(variance + epsilon);
  for (let d = 0; d < vector.length; d++) vector[d] = (vector[d]! - mean) * scale * gamma[d]! + beta[d]!;
}
