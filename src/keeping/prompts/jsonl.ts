/**
 * JSON lines, an object a line. Which layout it is shows in the names of its fields:
 *  - prompt, and target where there is one;
 *  - LAMA: masked_sentences (a list, of which one holds the gap) or evidences (a list with a masked_sentence each), with
 *    obj_label for the answer and sub_label for the subject; in relations.jsonl a template with [X] and [Y] for each predicate_id;
 *  - ParaRel: a pattern with [X] and [Y] in one file, the facts as sub_label and obj_label in another.
 */
import { z } from 'zod';
import { patternEntry, promptEntry, type Entry, type Line } from './entry';
import { linesOf } from './text';

const word = z.union([z.string(), z.number()]).transform(String);
const schema = z.object({
  prompt: z.string().optional(),
  sentence: z.string().optional(),
  target: word.nullish(),
  answer: word.nullish(),
  masked_sentences: z.array(z.string()).optional(),
  evidences: z.array(z.object({ masked_sentence: z.string().optional() })).optional(),
  obj_label: word.optional(),
  sub_label: word.optional(),
  predicate_id: z.string().optional(),
  pattern: z.string().optional(),
  template: z.string().optional(),
  relation: z.string().optional(),
});

export function readJsonLines(text: string): Line[] {
  return linesOf(text).flatMap((content, index) =>
    content.trim() === '' ? [] : [{ line: index + 1, ...entryOf(content) }],
  );
}

function entryOf(content: string): Entry {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { kind: 'wrong', reason: 'This is not JSON; each line should hold one whole object.' };
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.');
    return {
      kind: 'wrong',
      reason: where ? `The field ${where} holds something else than expected.` : 'This is no object with named fields.',
    };
  }
  const it = parsed.data;
  const target = it.target ?? it.answer ?? it.obj_label ?? null;
  const prompt = it.prompt ?? it.sentence;
  if (prompt !== undefined) return promptEntry(prompt, target);
  const pattern = it.pattern ?? it.template;
  if (pattern !== undefined) return patternEntry(pattern, it.relation ?? null);
  const sentences = it.masked_sentences ?? it.evidences?.flatMap(({ masked_sentence }) => masked_sentence ?? []);
  const masked = sentences?.map((sentence) => promptEntry(sentence, target)) ?? [];
  const usable = masked.find(({ kind }) => kind === 'prompt') ?? masked[0];
  if (it.masked_sentences !== undefined && usable) return usable;
  if (it.sub_label !== undefined && it.obj_label !== undefined) {
    const sentence = usable?.kind === 'prompt' ? usable.prompt : null;
    return { kind: 'fact', subject: it.sub_label, object: it.obj_label, relation: it.predicate_id ?? null, sentence };
  }
  if (usable) return usable;
  return { kind: 'wrong', reason: 'There is no prompt, masked_sentences, pattern, or sub_label with obj_label in it.' };
}
