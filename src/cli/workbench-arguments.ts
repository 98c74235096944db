/** The workbench's commands: their options, checked, and their part of the help text. */
import { join } from 'node:path';
import type { Chosen } from '../experiments/fact-evidence';
import type { Draws } from '../experiments/measure';
import { ASKED, DRAWS as DRAWN, ERASURE, MOST_WORDINGS, SEED, UPDATE } from '../experiments/protocol';
import type { Lambdas } from '../experiments/update';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import { MODELS_FOLDER } from './evaluate';
import { modelOf, numberFrom, options, sourceOf, wholeNumber, wrong, type Options, type PromptSource } from './options';

export const WORKBENCH_HELP = `Facts across their wordings. FACTS is --file FILE.jsonl, a line a fact,
  {"prompts": ["The capital of Peru is [MASK].", ...], "target": "lima"},
or facts of the library: --relation P36 [--subject Peru] [--facts 12] [--wordings 24] [--relations DIR].

  npm run -s engram -- neurons   --model DIR FACTS [--t 0.2] [--s 0.7|auto]
                                 each fact's knowledge neurons, those by activation instead, and what the two share
  npm run -s engram -- update    --model DIR FACTS --to TOKEN [--lambda1 1] [--lambda2 8] [--others 12]
                                 teaches one fact another answer, sparing the neurons of a tenth of the relation's other facts
  npm run -s engram -- erase     --model DIR --relation P36 [--facts 12] [--wordings 2] [--spare 2] [--count 60] [--asked 8]
                                 sets the value vectors of a relation's neurons to zero, and asks every relation before and after
  npm run -s engram -- controls  --model DIR --edits FILE (--prompts FILE.jsonl | FACTS)
                                 the edits beside the same ones on random and on most active neurons, there and on everyday sentences
  npm run -s engram -- lens      --model DIR (--prompt TEXT --target TOKEN | --prompts FILE.jsonl) [--edits FILE] [--top 5]
                                 what the head says after every layer
  npm run -s engram -- export    --model DIR --edits FILE --out FILE.safetensors
                                 the edited weights, for transformers; edits at [MASK] alone cannot be in them and are listed
  npm run -s engram -- python    --model DIR --prompt TEXT --edits FILE
                                 a Python script that makes the same edits and prints the predictions

  --t, --s         share of a wording's largest score, and of the wordings, that a knowledge neuron reaches;
                   auto: s as the published code moves it
  --spare N        ranks neurons by how much more they matter to the relation than to the others, N facts of each: the mean
                   share of the largest score in its prompts, less three times that in the others' (t and s are not used).
                   0: as in the paper, those in the sets of most facts, whatever else they serve; 20 of them
  --draws, --seed  of the random controls of update and controls (5, 1) and of erase (2, 1)
`;

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

export type WorkbenchCommand = { readonly model: string } & (
  | { readonly name: 'neurons'; readonly source: FactSource; readonly chosen: Chosen }
  | {
      readonly name: 'update';
      readonly source: FactSource;
      readonly chosen: Chosen;
      readonly to: string;
      readonly lambdas: Lambdas;
      readonly others: number;
      readonly draws: Draws;
    }
  | {
      readonly name: 'erase';
      readonly source: Extract<FactSource, { relation: string }>;
      readonly chosen: Chosen;
      readonly count: number;
      /** Facts of each other relation that neurons are held against; 0 for the paper's order. */
      readonly spare: number;
      /** Facts of every relation to ask. */
      readonly asked: number;
      readonly draws: Draws;
    }
  | {
      readonly name: 'controls';
      readonly edits: string;
      readonly source: FactSource | { readonly prompts: string };
      readonly draws: Draws;
    }
  | { readonly name: 'lens'; readonly source: PromptSource; readonly edits?: string; readonly top: number }
  | { readonly name: 'export'; readonly edits: string; readonly out: string }
  | { readonly name: 'python'; readonly prompt: string; readonly edits: string }
);

const NAMES = ['neurons', 'update', 'erase', 'controls', 'lens', 'export', 'python'] as const;
type Name = (typeof NAMES)[number];

export function isWorkbench(name: string): name is Name {
  return (NAMES as readonly string[]).includes(name);
}

const text = { type: 'string' } as const;
const COMMON = { model: text, help: { type: 'boolean', short: 'h' } } as const;
const FACTS = { file: text, relation: text, relations: text, subject: text, facts: text, wordings: text } as const;
const CHOSEN = { t: text, s: text } as const;
const DRAWS = { draws: text, seed: text } as const;
const EXPECTED = {
  neurons: { ...COMMON, ...FACTS, ...CHOSEN },
  update: { ...COMMON, ...FACTS, ...CHOSEN, ...DRAWS, to: text, lambda1: text, lambda2: text, others: text },
  erase: { ...COMMON, ...FACTS, ...CHOSEN, ...DRAWS, count: text, spare: text, asked: text },
  controls: { ...COMMON, ...FACTS, ...DRAWS, edits: text, prompts: text },
  lens: { ...COMMON, prompt: text, prompts: text, target: text, edits: text, top: text },
  export: { ...COMMON, edits: text, out: text },
  python: { ...COMMON, prompt: text, edits: text },
} as const satisfies Record<Name, Options>;

const MANY = 1_000_000;

/**
 * Undefined where help is asked for.
 * @throws EngramError('arguments').
 */
export function parseWorkbench(name: Name, args: readonly string[]): WorkbenchCommand | undefined {
  const expected: Options = EXPECTED[name];
  const given = options(expected, args);
  if (given.help) return undefined;
  const get = (key: string) => given[key] as string | undefined;
  const need = (key: string, what: string): string => get(key) ?? fail(`Give --${key} ${what}.`);
  const model = modelOf(get('model'));
  switch (name) {
    case 'neurons':
      return { name, model, source: factSource(get, ASKED.relation.facts), chosen: chosenOf(get) };
    case 'update':
      return {
        name,
        model,
        source: factSource(get, 1),
        chosen: chosenOf(get),
        to: need('to', 'TOKEN, the new answer'),
        lambdas: {
          lambda1: numberFrom('lambda1', get('lambda1'), -100, 100) ?? UPDATE.lambdas.lambda1,
          lambda2: numberFrom('lambda2', get('lambda2'), -100, 100) ?? UPDATE.lambdas.lambda2,
        },
        others: wholeNumber('others', get('others'), MANY, 0) ?? ASKED.siblings.facts,
        draws: drawsOf(get, DRAWN.effect),
      };
    case 'erase': {
      const source = factSource(get, ASKED.relation.facts, ASKED.relation.wordings);
      if (!('relation' in source)) throw wrong('erase takes a relation of the library: give --relation.');
      const spare = wholeNumber('spare', get('spare'), MANY, 0) ?? ASKED.elsewhere.facts;
      return {
        name,
        model,
        source,
        chosen: chosenOf(get),
        count: wholeNumber('count', get('count'), MANY) ?? (spare > 0 ? ERASURE.own : ERASURE.paper),
        spare,
        asked: wholeNumber('asked', get('asked'), MANY) ?? ASKED.erasure.facts,
        draws: drawsOf(get, DRAWN.erasure),
      };
    }
    case 'controls': {
      const prompts = get('prompts');
      const source = prompts === undefined ? factSource(get, ASKED.relation.facts) : { prompts };
      return { name, model, edits: need('edits', 'FILE'), source, draws: drawsOf(get, DRAWN.effect) };
    }
    case 'lens': {
      const edits = get('edits');
      const source = sourceOf(get('prompt'), get('prompts'), get('target'));
      return {
        name,
        model,
        source,
        top: wholeNumber('top', get('top'), MANY) ?? 5,
        ...(edits === undefined ? {} : { edits }),
      };
    }
    case 'export':
      return { name, model, edits: need('edits', 'FILE'), out: need('out', 'FILE.safetensors') };
    case 'python':
      return { name, model, prompt: need('prompt', 'TEXT'), edits: need('edits', 'FILE') };
  }
}

type Get = (key: string) => string | undefined;

function fail(message: string): never {
  throw wrong(message);
}

function factSource(get: Get, facts: number, wordings: number = MOST_WORDINGS): FactSource {
  const [file, relation, subject] = [get('file'), get('relation'), get('subject')];
  if ((file === undefined) === (relation === undefined))
    throw wrong('Give either --file FACTS.jsonl or --relation ID.');
  if (file !== undefined) return { file };
  return {
    relation: relation!,
    relations: get('relations') ?? join(MODELS_FOLDER, 'relations'),
    ...(subject === undefined ? {} : { subject }),
    facts: wholeNumber('facts', get('facts'), MANY) ?? facts,
    wordings: wholeNumber('wordings', get('wordings'), MANY) ?? wordings,
  };
}

function chosenOf(get: Get): Chosen {
  const s = get('s');
  return {
    t: numberFrom('t', get('t'), 0.05, 1) ?? PAPER_THRESHOLDS.t,
    s: s === 'auto' ? s : (numberFrom('s', s, 0, 1) ?? PAPER_THRESHOLDS.s),
  };
}

function drawsOf(get: Get, draws: number): Draws {
  return {
    draws: wholeNumber('draws', get('draws'), 1000, 0) ?? draws,
    seed: wholeNumber('seed', get('seed'), 2 ** 31, 0) ?? SEED,
  };
}
