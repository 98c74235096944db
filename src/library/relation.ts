/**
 * A relation of the library: sentences with a gap for a subject and one for an object, and the facts that fill them.
 * One JSON file each in models/relations; what a file must keep to is checked here, where it enters.
 */
import { z } from 'zod';
import { parseWith } from '../schema';
import { parseJson } from './json';
import { SUBJECT, OBJECT, sameWords } from './words';

const count = (text: string, part: string): number => text.split(part).length - 1;

export interface Template {
  /** [X] stands for the subject and [Y] for the object. */
  readonly text: string;
  /** Held-out templates were never trained on, with any fact. */
  readonly use: 'train' | 'heldout';
}

export interface Fact {
  readonly subject: string;
  /** One token of the built-in model's vocabulary. */
  readonly object: string;
  readonly source: 'own' | 'T-REx';
  /** Sentences of the training text that name the subject: a rough measure of how well known it is. */
  readonly mentions: number;
}

interface Named {
  /** The property of Wikidata. */
  readonly id: string;
  readonly label: string;
  /** What the object is to the subject, in a few words. */
  readonly description: string;
  /** The relation that says the same the other way round. */
  readonly inverse?: string | undefined;
}

export interface Relation extends Named {
  readonly templates: readonly Template[];
  readonly facts: readonly Fact[];
}

/** A relation without its sentences and facts. */
export interface RelationHead extends Named {
  /** How many there are. */
  readonly facts: number;
}

const templateSchema = z.strictObject({
  text: z
    .string()
    .refine((text) => count(text, SUBJECT) === 1 && count(text, OBJECT) === 1, 'expected [X] and [Y], once each'),
  use: z.enum(['train', 'heldout']),
});

const factSchema = z
  .strictObject({
    subject: z.string().trim().min(1),
    object: z.string().regex(/^\S+$/, 'expected one word'),
    source: z.enum(['own', 'T-REx']),
    mentions: z.int().min(0),
  })
  .refine(
    (fact) => !sameWords(fact.subject).includes(sameWords(fact.object)),
    'expected a subject that does not hold its own answer',
  );

const headSchema = z.strictObject({
  id: z.string().regex(/^P\d+$/, 'expected an id like "P36"'),
  label: z.string().min(1),
  description: z.string().min(1),
  inverse: z.string().optional(),
});

const relationSchema = headSchema
  .extend({ templates: z.array(templateSchema).min(8), facts: z.array(factSchema).min(1) })
  .superRefine((relation, context) => {
    const twice = <T>(
      items: readonly T[],
      key: (item: T) => string,
      list: 'templates' | 'facts',
      message: string,
    ): void => {
      const seen = new Set<string>();
      items.forEach((item, i) => {
        if (seen.has(key(item))) context.addIssue({ code: 'custom', path: [list, i], message });
        seen.add(key(item));
      });
    };
    twice(relation.templates, (template) => sameWords(template.text), 'templates', 'expected a template once');
    twice(relation.facts, (fact) => sameWords(fact.subject), 'facts', 'expected one answer for a subject');
  });

const indexSchema = z.array(headSchema.extend({ facts: z.int().min(1) })).min(1);

/**
 * Reads one relation file.
 * @throws EngramError('library') that names it.
 */
export function parseRelation(text: string, name: string): Relation {
  return parseWith(relationSchema, parseJson(text, name), 'library', name);
}

/** Reads index.json, the list of the relations that there are. */
export function parseLibraryIndex(text: string): RelationHead[] {
  return parseWith(indexSchema, parseJson(text, 'index.json'), 'library', 'index.json');
}
