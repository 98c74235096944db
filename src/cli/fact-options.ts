/** Options that say where facts come from: a file, or the library. */
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { MODELS_FOLDER } from './evaluate';
import { MANY, wholeNumber, wrong } from './options';

/** Where facts come from: a file, or the library. */
export type FactSource =
  | { readonly file: string }
  | {
      readonly relation: string;
      readonly relations: string;
      readonly subject?: string;
      readonly facts: number;
      readonly wordings: number;
    };

export const FILE = new Option('--file <FILE>', 'a file of facts');
export const RELATION = new Option('--relation <ID>', 'a relation of the library, such as P36');
export const OF_SUBJECT = new Option('--subject <NAME>', 'the one fact of the relation that is about it');
export const RELATIONS = new Option('--relations <DIR>', "another library than the project's own").default(
  join(MODELS_FOLDER, 'relations'),
  'models/relations',
);
export const facts = (atMost: number) =>
  new Option('--facts <N>', 'at most so many facts of the relation').argParser(wholeNumber(1, MANY)).default(atMost);
export const wordings = (atMost: number) =>
  new Option('--wordings <N>', 'at most so many wordings of a fact').argParser(wholeNumber(1, MANY)).default(atMost);

export const FACTS_HELP = `
FACTS is --file FILE, a line a fact, {"prompts": ["The capital of Peru is [MASK].", ...], "target": "lima"},
or facts of the library: --relation P36 [--subject Peru].`;

interface GivenFacts {
  readonly file?: string;
  readonly relation?: string;
  readonly relations: string;
  readonly subject?: string;
  readonly facts: number;
  readonly wordings: number;
}

/** @throws EngramError('arguments') where it is neither a file nor a relation. */
export function factSource({ file, relation, subject, ...library }: GivenFacts): FactSource {
  if (file !== undefined && relation === undefined) return { file };
  if (file !== undefined || relation === undefined) throw wrong('Give either --file FACTS.jsonl or --relation ID.');
  return { relation, ...(subject === undefined ? {} : { subject }), ...library };
}
