/** What was typed on the command line, checked; or the help that was asked for. */
import { join } from 'node:path';
import { Command as Program, CommanderError, Option } from '@commander-js/extra-typings';
import { EVALUATION, FIXED_POINTS, QUADRATURE } from '../experiments/protocol';
import type { Quadrature } from '../knowledge/paths/attribution';
import { MODELS_FOLDER, type EvaluateOptions } from './evaluate';
import { RELATIONS } from './fact-options';
import {
  MANY,
  MODEL,
  PROGRAM,
  PROMPT,
  PROMPTS,
  TARGET,
  sourceOf,
  wholeNumber,
  wrong,
  type PromptSource,
} from './options';
import { addWorkbench, type WorkbenchCommand } from './workbench-arguments';

export type Command =
  | { readonly name: 'help'; readonly text: string }
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
      readonly edits?: string;
      readonly quadrature: Quadrature;
    }
  | ({ readonly name: 'evaluate' } & EvaluateOptions)
  | WorkbenchCommand;

/** Quadrature beyond this is no use, and its nodes take long to find. */
const MAX_POINTS = 1000;

const METHODS = ['adaptive', 'gauss-legendre', 'riemann-left'] as const;

const EDITS_FILE = `
The file of edits is what the page exports:
  {"version": 1,
   "neurons": [{"layer": 0, "neuron": 5, "gain": 0, "at": "mask"},
               {"layer": 1, "neuron": 7, "value": 3.5, "at": "all"}],
   "values":  [{"layer": 0, "neuron": 5, "ops": [{"erase": true},
                 {"add": {"token": "baku", "lambda": -1}}, {"add": {"tokenId": 178, "lambda": 8}}]}]}`;

/** @throws EngramError('arguments') for anything that is no command of ours. */
export function parseCommand(argv: readonly string[]): Command {
  let command: Command | undefined;
  let help = '';
  const program = new Program(PROGRAM)
    .usage('COMMAND [options]')
    .description(
      'Engram: predictions of a BERT, and which of its neurons they come from. Writes one JSON object a prompt to ' +
        'standard output, one a line (evaluate: one report); messages go to standard error.',
    )
    .helpCommand('help [command]', 'this, or the options of a command')
    .helpOption('-h, --help', 'this help')
    .exitOverride()
    .configureHelp({ subcommandTerm: (one) => `${PROGRAM} ${one.name()}` })
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => {}, getOutHelpWidth: () => 120 });
  const take = (given: Command) => (command = given);
  addAsking(program.commandsGroup('Prompts, and a report:'), take);
  addWorkbench(program.commandsGroup('Facts across their wordings, and edits:'), take);
  const names = new Intl.ListFormat('en-GB').format(program.commands.map((one) => one.name()));
  try {
    if (argv.length > 0) program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { name: 'help', text: help.trimEnd() };
    throw wrong(sentenceOf(error, names));
  }
  if (!command) throw wrong(`Give a command: ${names}.`);
  return command;
}

/** The commands that take prompts, and `evaluate`, which has its own. */
function addAsking(program: Program, take: (command: Command) => void): void {
  program
    .command('predict')
    .summary('what the model puts in the gap')
    .usage('--model DIR (--prompt TEXT | --prompts FILE) [options]')
    .description('The predictions for each prompt.')
    .addOption(MODEL)
    .addOption(PROMPT)
    .addOption(PROMPTS)
    .option('--edits <FILE>', 'change the model first')
    .option('--top <N>', 'how many predictions to list', wholeNumber(1, MANY), 10)
    .option('--logits', 'list the logits of the whole vocabulary too')
    .addHelpText('after', EDITS_FILE)
    .action(({ model, edits, top, logits = false, ...given }) => {
      take({ name: 'predict', model, source: sourceOf(given), ...(edits === undefined ? {} : { edits }), top, logits });
    });

  program
    .command('attribute')
    .summary('which neurons the answer comes from')
    .usage('--model DIR (--prompt TEXT --target TOKEN | --prompts FILE) [options]')
    .description(
      'The attribution of a target to every feed-forward neuron, for each prompt; of the edited model where edits are given.',
    )
    .addOption(MODEL)
    .addOption(PROMPT)
    .addOption(PROMPTS)
    .addOption(TARGET)
    .addOption(
      new Option(
        '--method <NAME>',
        'adaptive (default): as many points as the completeness of each layer needs; or a fixed number of them: ' +
          `gauss-legendre (${FIXED_POINTS['gauss-legendre']}), or riemann-left (${FIXED_POINTS['riemann-left']}), which ` +
          'reproduces the published code',
      ).choices(METHODS),
    )
    .option('--points <N>', 'another fixed number of points a layer', wholeNumber(1, MAX_POINTS))
    .option('--edits <FILE>', 'change the model first')
    .addHelpText('after', EDITS_FILE)
    .action(({ model, method, points, edits, ...given }) => {
      const quadrature = quadratureOf(method, points);
      take({
        name: 'attribute',
        model,
        source: sourceOf(given),
        ...(edits === undefined ? {} : { edits }),
        quadrature,
      });
    });

  program
    .command('evaluate')
    .summary('one report of what a model knows, and of what its knowledge neurons do')
    .usage('--model DIR [options]')
    .description(
      'Asks the model for the facts of the library, in templates that it may have been trained in and in held-out ones, ' +
        'for everyday words, and measures what the knowledge neurons of some facts do. The same model and data give ' +
        'the same report.',
    )
    .addOption(MODEL)
    .option(
      '--data <DIR>',
      "adds general text and other people's wordings: a folder with text/*.txt.gz (a sentence a line) and " +
        'patterns/P*.jsonl ({"pattern": "[X] is ... [Y]."})',
    )
    .addOption(
      new Option(
        '--trained-on <DIR>',
        'another folder with text/*.txt.gz that the model was trained on, beside that of --data: general text is also ' +
          'reported without near-duplicates of its sentences; may be given several times',
      )
        .argParser(andAnother)
        .default<readonly string[]>([], 'none'),
    )
    .addOption(
      new Option(
        '--unseen <FILE>',
        'facts that no training sentence had: {"P36": [{"subject": "...", "object": "..."}, ...], ...}',
      ).default(join(MODELS_FOLDER, 'unseen-facts.json'), 'models/unseen-facts.json'),
    )
    .addOption(RELATIONS)
    .addOption(
      new Option('--facts <N>', 'at most so many facts a relation')
        .argParser(wholeNumber(1, MANY))
        .default(Infinity, 'all'),
    )
    .option('--sentences <N>', 'at most so many sentences of general text', wholeNumber(1, MANY), EVALUATION.sentences)
    .option('--effects <N>', 'facts whose knowledge neurons are studied', wholeNumber(1, MANY), EVALUATION.facts)
    .addOption(
      new Option(
        '--beside <DIR>',
        'another model, for comparison: it reads the same general text; may be given several times',
      )
        .argParser(andAnother)
        .default<readonly string[]>([], 'none'),
    )
    .action(({ data, ...options }) => {
      take({ name: 'evaluate', ...options, ...(data === undefined ? {} : { data }) });
    });
}

/** What reads an option that may be given several times. */
function andAnother(value: string, others: readonly string[]): readonly string[] {
  return [...others, value];
}

function quadratureOf(name: (typeof METHODS)[number] | undefined, points: number | undefined): Quadrature {
  const method = name ?? (points === undefined ? 'adaptive' : 'gauss-legendre');
  if (method === 'adaptive') {
    if (points !== undefined) throw wrong('--method adaptive chooses the points itself: leave --points out.');
    return QUADRATURE.printed;
  }
  return { method, points: points ?? FIXED_POINTS[method], tolerance: QUADRATURE.printed.tolerance };
}

/** Commander's sentences in the words of the house, where they differ; `names` are those of the commands. */
function sentenceOf({ message }: CommanderError, names: string): string {
  const [problem = '', hint = ''] = message.replace(/^error: /, '').split('\n(');
  const sentence = problem
    .replace(
      /^unknown command '(.*)'$/s,
      (_, name) => `there is no command ${JSON.stringify(name)}; there are ${names}`,
    )
    .replace(/^required option '(\S+) <(.+)>' not specified$/, (_, option, value) =>
      option === '--model' ? 'give the model with --model DIR' : `give ${option} ${value}`,
    )
    .replace(
      /^option '(\S+) .*?' argument '(.*)' is invalid\. /s,
      (_, option, text) => `${option} is ${JSON.stringify(text)}; `,
    )
    .replace('Allowed choices are', 'it can be')
    .replace('(outputHelp)', `there is no help for that; there are ${names}`)
    .replace(/\.$/, '');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.${hint && ` ${hint.replace(')', '')}`}`;
}
