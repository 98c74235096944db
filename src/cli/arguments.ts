/** What was typed on the command line, checked; and the help text. */
import { join } from 'node:path';
import { EVALUATION, FIXED_POINTS, QUADRATURE } from '../experiments/protocol';
import type { Quadrature } from '../knowledge/paths/attribution';
import { MODELS_FOLDER, type EvaluateOptions } from './evaluate';
import { modelOf, options, sourceOf, wholeNumber, wrong, type PromptSource } from './options';
import { isWorkbench, parseWorkbench, WORKBENCH_HELP, type WorkbenchCommand } from './workbench-arguments';

export const HELP = `Engram: predictions of a BERT, and which of its neurons they come from.

  npm run -s engram -- predict   --model DIR (--prompt TEXT | --prompts FILE.jsonl)
                                 [--edits FILE] [--top 10] [--logits]
  npm run -s engram -- attribute --model DIR (--prompt TEXT --target TOKEN | --prompts FILE.jsonl)
                                 [--method adaptive|gauss-legendre|riemann-left] [--points N]
  npm run -s engram -- evaluate  --model DIR [--data DIR] [--relations DIR] [--facts N] [--sentences N] [--effects N]
                                 [--beside DIR ...]

Writes one JSON object a prompt to standard output, one a line (evaluate: one report); messages go to standard error.

  --model DIR      folder with config.json, model.safetensors and tokenizer.json or vocab.txt
  --prompt TEXT    a sentence with one [MASK]
  --prompts FILE   a line a prompt: {"prompt": "The capital of Azerbaijan is [MASK].", "target": "baku"}
  --edits FILE     change the model first: {"version": 1,
                     "neurons": [{"layer": 0, "neuron": 5, "gain": 0, "at": "mask"},
                                 {"layer": 1, "neuron": 7, "value": 3.5, "at": "all"}],
                     "values":  [{"layer": 0, "neuron": 5, "ops": [{"erase": true},
                                   {"add": {"token": "baku", "lambda": -1}}, {"add": {"tokenId": 178, "lambda": 8}}]}]}
  --top N          how many predictions to list (10)
  --logits         list the logits of the whole vocabulary too
  --target TOKEN   the token whose probability is attributed
  --method NAME    adaptive (default): as many points as the completeness of each layer needs; or a fixed number of them:
                   gauss-legendre (48), or riemann-left (20), which reproduces the published code
  --points N       another fixed number of points a layer

evaluate asks the model for the facts of the library, in templates that it may have been trained in and in held-out ones, for
everyday words, and measures what the knowledge neurons of some facts do. The same model and data give the same report.

  --data DIR       adds general text and other people's wordings: a folder with text/*.txt.gz (a sentence a line) and
                   patterns/P*.jsonl ({"pattern": "[X] is ... [Y]."})
  --relations DIR  another library than the project's own
  --facts N        at most so many facts a relation (all)
  --sentences N    at most so many sentences of general text (2000)
  --effects N      facts whose knowledge neurons are studied (300)
  --beside DIR     another model, for comparison: it reads the same general text; may be given several times

${WORKBENCH_HELP}`;

export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'predict';
      readonly model: string;
      readonly source: PromptSource;
      readonly edits?: string;
      readonly top: number;
      readonly logits: boolean;
    }
  | {
      readonly name: 'attribute';
      readonly model: string;
      readonly source: PromptSource;
      readonly quadrature: Quadrature;
    }
  | ({ readonly name: 'evaluate' } & EvaluateOptions)
  | WorkbenchCommand;

const COMMON = {
  model: { type: 'string' },
  prompt: { type: 'string' },
  prompts: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
const PREDICT = { ...COMMON, edits: { type: 'string' }, top: { type: 'string' }, logits: { type: 'boolean' } } as const;
const ATTRIBUTE = {
  ...COMMON,
  target: { type: 'string' },
  method: { type: 'string' },
  points: { type: 'string' },
} as const;

const EVALUATE = {
  model: { type: 'string' },
  data: { type: 'string' },
  relations: { type: 'string' },
  facts: { type: 'string' },
  sentences: { type: 'string' },
  effects: { type: 'string' },
  beside: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Quadrature beyond this is no use, and its nodes take long to find. */
const MAX_POINTS = 1000;

const COMMANDS = 'predict, attribute, evaluate, neurons, update, erase, controls, lens, export and python';

/** @throws EngramError('arguments'). */
export function parseCommand(argv: readonly string[]): Command {
  const [name, ...rest] = argv;
  if (name === undefined) throw wrong(`Give a command: ${COMMANDS}.`);
  if (name === 'help' || name === '--help' || name === '-h') return { name: 'help' };
  if (name === 'predict') {
    const values = options(PREDICT, rest);
    if (values.help) return { name: 'help' };
    const edits = values.edits === undefined ? {} : { edits: values.edits };
    return {
      name,
      model: modelOf(values.model),
      source: sourceOf(values.prompt, values.prompts),
      ...edits,
      top: wholeNumber('top', values.top, 1_000_000) ?? 10,
      logits: values.logits ?? false,
    };
  }
  if (name === 'attribute') {
    const values = options(ATTRIBUTE, rest);
    if (values.help) return { name: 'help' };
    return {
      name,
      model: modelOf(values.model),
      source: sourceOf(values.prompt, values.prompts, values.target),
      quadrature: quadratureOf(values.method, wholeNumber('points', values.points, MAX_POINTS)),
    };
  }
  if (name === 'evaluate') {
    const values = options(EVALUATE, rest);
    if (values.help) return { name: 'help' };
    return {
      name,
      model: modelOf(values.model),
      relations: values.relations ?? join(MODELS_FOLDER, 'relations'),
      ...(values.data === undefined ? {} : { data: values.data }),
      facts: wholeNumber('facts', values.facts, 1_000_000) ?? Infinity,
      sentences: wholeNumber('sentences', values.sentences, 1_000_000) ?? EVALUATION.sentences,
      effects: wholeNumber('effects', values.effects, 1_000_000) ?? EVALUATION.facts,
      beside: values.beside ?? [],
    };
  }
  if (isWorkbench(name)) return parseWorkbench(name, rest) ?? { name: 'help' };
  throw wrong(`There is no command ${JSON.stringify(name)}; there are ${COMMANDS}.`);
}

function quadratureOf(name: string | undefined, points: number | undefined): Quadrature {
  const method = name ?? (points === undefined ? 'adaptive' : 'gauss-legendre');
  if (method === 'adaptive') {
    if (points !== undefined) throw wrong('--method adaptive chooses the points itself: leave --points out.');
    return QUADRATURE.printed;
  }
  if (method !== 'gauss-legendre' && method !== 'riemann-left') {
    throw wrong(`--method is ${JSON.stringify(method)}; it can be adaptive, gauss-legendre or riemann-left.`);
  }
  return { method, points: points ?? FIXED_POINTS[method], tolerance: QUADRATURE.printed.tolerance };
}
