/** The workbench's commands and their options: facts across their wordings, and what edits do. */
import { Option, type Command as Program } from '@commander-js/extra-typings';
import type { Chosen } from '../experiments/fact-evidence';
import type { Draws } from '../experiments/measure';
import { ASKED, DRAWS, ERASURE, MOST_WORDINGS, SEED, UPDATE } from '../experiments/protocol';
import type { Lambdas } from '../experiments/update';
import { ACTIVATION_THRESHOLDS, PAPER_THRESHOLDS } from '../knowledge/protocol';
import {
  FACTS_HELP,
  factSource,
  facts,
  FILE,
  RELATION,
  RELATIONS,
  OF_SUBJECT,
  wordings,
  type FactSource,
} from './fact-options';
import {
  MANY,
  MODEL,
  numberFrom,
  PROMPT,
  PROMPTS,
  sourceOf,
  TARGET,
  wholeNumber,
  wrong,
  type PromptSource,
} from './options';

export type { FactSource };

export type WorkbenchCommand = { readonly model: string } & (
  | {
      readonly name: 'neurons';
      readonly source: FactSource;
      readonly chosen: Chosen;
      /** Where neurons are ranked by activation. */
      readonly byActivation: Chosen;
    }
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

const EDITS = 'the edits, as the page exports them (help predict shows such a file)';
/** There for the sentence that erase has for it. */
const NO_FILE = new Option('--file <FILE>').hideHelp();
const T = new Option('--t <SHARE>', "share of a wording's largest score that a knowledge neuron reaches")
  .argParser(numberFrom(0.05, 1))
  .default(PAPER_THRESHOLDS.t);
const S = new Option(
  '--s <SHARE>',
  'share of the wordings in which a knowledge neuron does so; auto: as the published code moves it',
)
  .argParser((text) => (text === 'auto' ? text : numberFrom(0, 1)(text)))
  .default(PAPER_THRESHOLDS.s);
const drawsOption = (usual: number) =>
  new Option('--draws <N>', 'draws of random neurons, and of matched ones where those are asked')
    .argParser(wholeNumber(0, 1000))
    .default(usual);
const SEED_OPTION = new Option('--seed <N>', 'of the first draw')
  .argParser(wholeNumber(0, 2 ** 31))
  .default<number>(SEED);

/** Adds the commands to `program`; `take` is given what one of them was asked to do. */
export function addWorkbench(program: Program, take: (command: WorkbenchCommand) => void): void {
  program
    .command('neurons')
    .summary("each fact's knowledge neurons")
    .usage('--model DIR FACTS [options]')
    .description("Each fact's knowledge neurons, those by activation instead, and what the two share.")
    .addOption(MODEL)
    .addOption(FILE)
    .addOption(RELATION)
    .addOption(OF_SUBJECT)
    .addOption(facts(ASKED.relation.facts))
    .addOption(wordings(MOST_WORDINGS))
    .addOption(RELATIONS)
    .addOption(T)
    .option(
      '--activation-t <SHARE>',
      'the same where neurons are ranked by activation',
      numberFrom(0.05, 1),
      ACTIVATION_THRESHOLDS.t,
    )
    .addOption(S)
    .addHelpText('after', FACTS_HELP)
    .action(({ model, t, activationT, s, ...given }) => {
      const source = factSource(given);
      take({ name: 'neurons', model, source, chosen: { t, s }, byActivation: { t: activationT, s } });
    });

  program
    .command('update')
    .summary('teaches a fact another answer')
    .usage('--model DIR FACTS --to TOKEN [options]')
    .description(
      'Teaches one fact another answer. Every other wording finds its neurons, the rest only measure; neurons of a tenth of ' +
        `the relation's other facts, and of ${UPDATE.sparedFacts} at least, are spared. The paper's --lambda2 is ${UPDATE.paper.lambda2}.`,
    )
    .addOption(MODEL)
    .addOption(FILE)
    .addOption(RELATION)
    .addOption(OF_SUBJECT)
    .addOption(facts(1))
    .addOption(wordings(MOST_WORDINGS))
    .addOption(RELATIONS)
    .requiredOption('--to <TOKEN>', 'the new answer')
    .option('--lambda1 <X>', 'how much of the old answer is taken', numberFrom(-100, 100), UPDATE.lambdas.lambda1)
    .option('--lambda2 <X>', 'how much of the new answer is added', numberFrom(-100, 100), UPDATE.lambdas.lambda2)
    .option('--others <N>', 'other facts of the relation', wholeNumber(0, MANY), ASKED.siblings.facts)
    .addOption(T)
    .addOption(S)
    .addOption(drawsOption(DRAWS.effect))
    .addOption(SEED_OPTION)
    .addHelpText('after', FACTS_HELP)
    .action(({ model, t, s, to, lambda1, lambda2, others, draws, seed, ...given }) => {
      const source = factSource(given);
      const lambdas = { lambda1, lambda2 };
      take({ name: 'update', model, source, chosen: { t, s }, to, lambdas, others, draws: { draws, seed } });
    });

  program
    .command('erase')
    .summary('takes a relation out')
    .usage('--model DIR --relation P36 [options]')
    .description(
      "Sets the value vectors of a relation's neurons to zero, and asks every relation before and after. One half of a " +
        "relation's facts and wordings finds its neurons, the other half measures.",
    )
    .addOption(MODEL)
    .addOption(NO_FILE)
    .addOption(RELATION)
    .addOption(OF_SUBJECT)
    .addOption(facts(ASKED.relation.facts))
    .addOption(wordings(ASKED.relation.wordings))
    .addOption(RELATIONS)
    .option(
      '--count <N>',
      `neurons to erase (default: ${ERASURE.own}; ${ERASURE.paper} with --spare 0)`,
      wholeNumber(1, MANY),
    )
    .option(
      '--spare <N>',
      'ranks neurons by how much more they matter to the relation than to the others, N facts of each: the mean share ' +
        `of the largest score in its prompts, less ${ERASURE.othersWeight} times that in the others' (t and s are not used). 0: as in the ` +
        'paper, those in the sets of most facts, whatever else they serve',
      wholeNumber(0, MANY),
      ASKED.elsewhere.facts,
    )
    .option('--asked <N>', 'facts of every relation to ask', wholeNumber(1, MANY), ASKED.erasure.facts)
    .addOption(T)
    .addOption(S)
    .addOption(
      new Option(
        '--draws <N>',
        `random controls on the relation itself, of each kind; ${DRAWS.bystanders} of them on the others`,
      )
        .argParser(wholeNumber(0, 1000))
        .default<number>(DRAWS.erasure),
    )
    .addOption(SEED_OPTION)
    .action(({ model, t, s, count, spare, asked, draws, seed, ...given }) => {
      const source = factSource(given);
      if (!('relation' in source)) throw wrong('erase takes a relation of the library: give --relation.');
      if (spare === 0 && source.wordings < ERASURE.leastWordings)
        throw wrong(
          `--spare 0 erases in the paper's order, whose code asks for ${ERASURE.leastWordings} wordings of a fact or more: --wordings is ${source.wordings}.`,
        );
      const erased = count ?? (spare > 0 ? ERASURE.own : ERASURE.paper);
      const controls = { draws, seed };
      take({ name: 'erase', model, source, chosen: { t, s }, count: erased, spare, asked, draws: controls });
    });

  program
    .command('controls')
    .summary('the edits beside their controls')
    .usage('--model DIR --edits FILE (--prompts FILE | FACTS) [options]')
    .description(
      'The edits beside the same ones on random neurons, on those that write as much and on the most active ones, there ' +
        'and on everyday sentences.',
    )
    .addOption(MODEL)
    .requiredOption('--edits <FILE>', EDITS)
    .addOption(PROMPTS)
    .addOption(FILE)
    .addOption(RELATION)
    .addOption(OF_SUBJECT)
    .addOption(facts(ASKED.relation.facts))
    .addOption(wordings(MOST_WORDINGS))
    .addOption(RELATIONS)
    .addOption(drawsOption(DRAWS.effect))
    .addOption(SEED_OPTION)
    .addHelpText('after', FACTS_HELP)
    .action(({ model, edits, prompts, draws, seed, ...given }) => {
      const source = prompts === undefined ? factSource(given) : { prompts };
      take({ name: 'controls', model, edits, source, draws: { draws, seed } });
    });

  program
    .command('lens')
    .summary('what the head says after every layer')
    .usage('--model DIR (--prompt TEXT --target TOKEN | --prompts FILE) [options]')
    .description('What the head says after every layer, for each prompt.')
    .addOption(MODEL)
    .addOption(PROMPT)
    .addOption(PROMPTS)
    .addOption(TARGET)
    .option('--edits <FILE>', EDITS)
    .option('--top <N>', 'how many predictions to list', wholeNumber(1, MANY), 5)
    .action(({ model, edits, top, ...given }) => {
      take({ name: 'lens', model, source: sourceOf(given), top, ...(edits === undefined ? {} : { edits }) });
    });

  program
    .command('export')
    .summary('the edited weights, for transformers')
    .usage('--model DIR --edits FILE --out FILE')
    .description(
      'Writes the edited weights, for Hugging Face transformers. Edits at [MASK] alone cannot be in them and are listed.',
    )
    .addOption(MODEL)
    .requiredOption('--edits <FILE>', EDITS)
    .requiredOption('--out <FILE.safetensors>', 'the file to write')
    .action((options) => take({ name: 'export', ...options }));

  program
    .command('python')
    .summary('the same edits as a Python script')
    .usage('--model DIR --prompt TEXT --edits FILE')
    .description('A Python script that makes the same edits and prints the predictions.')
    .addOption(MODEL)
    .requiredOption('--prompt <TEXT>', PROMPT.description)
    .requiredOption('--edits <FILE>', EDITS)
    .action((options) => take({ name: 'python', ...options }));
}
