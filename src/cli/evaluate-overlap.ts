/**
 * Sentences that were nearly trained on: which of some sentences have ten words in a row in common with a training
 * sentence; one with fewer words, whether it is a training sentence word for word. Only hashes are kept, and those of the asked sentences alone, so
 * that a training text of any length passes by in little memory.
 */
import { EVALUATION } from '../experiments/protocol';
import { isHeldOut, textLines } from './evaluate-text';

/** For each sentence, whether a training sentence of the folders has a run of its words. */
export async function overlapsWith(sentences: readonly string[], folders: readonly string[]): Promise<boolean[]> {
  const holders = new Map<number, number[]>();
  sentences.forEach((sentence, i) => forEachRun(sentence, (run) => holders.set(run, [...(holders.get(run) ?? []), i])));
  // Most runs are in no sentence; a table of marks says so without a look into the map.
  const marks = new Uint8Array(PLACES);
  for (const run of holders.keys()) marks[run % PLACES] = 1;
  const overlaps = sentences.map(() => false);
  for (const folder of folders) {
    for await (const line of textLines(folder)) {
      if (isHeldOut(line)) continue;
      forEachRun(line, (run) => {
        if (marks[run % PLACES] === 1) for (const i of holders.get(run) ?? []) overlaps[i] = true;
      });
    }
  }
  return overlaps;
}

const PLACES = 2 ** 22;
/** Odd multipliers of two polynomial hashes, each modulo 2^32. */
const [BASE_A, BASE_B] = [0x01000193, 0x2c1b3c6d];
const [TOP_A, TOP_B] = [BASE_A, BASE_B].map((base) => {
  let power = 1;
  for (let i = 1; i < EVALUATION.sharedRun; i++) power = Math.imul(power, base);
  return power;
}) as [number, number];

/** Hashes (53 bits) of every run of ten words; of all words where there are fewer. */
function forEachRun(sentence: string, take: (run: number) => void): void {
  const words = wordHashes(sentence);
  const size = EVALUATION.sharedRun;
  let [a, b] = [0, 0];
  for (let i = 0; i < words.length; i++) {
    if (i >= size) {
      a = (a - Math.imul(words[i - size]!, TOP_A)) | 0;
      b = (b - Math.imul(words[i - size]!, TOP_B)) | 0;
    }
    a = (Math.imul(a, BASE_A) + words[i]!) | 0;
    b = (Math.imul(b, BASE_B) + words[i]!) | 0;
    const isRun = i >= size - 1 || (i === words.length - 1 && words.length < size);
    if (isRun) take((a >>> 0) + ((b >>> 0) % 2 ** 21) * 2 ** 32);
  }
}

/** FNV-1a of each word: letters and digits in a row, without their case. */
function wordHashes(sentence: string): number[] {
  const text = sentence.toLowerCase();
  const words: number[] = [];
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isWordCode(code)) hash = Math.imul((hash || 0x811c9dc5) ^ code, 0x01000193);
    else if (hash !== 0) {
      words.push(hash);
      hash = 0;
    }
  }
  if (hash !== 0) words.push(hash);
  return words;
}

/** a to z, 0 to 9, and letters beyond Latin's signs; not the block of dashes and quotation marks. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && (code < 0x2000 || code > 0x206f))
  );
}
