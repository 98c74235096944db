/** What a command line says, as data: defaults, slips and help. */
import { describe, expect, it } from 'vitest';
import { ASKED, DRAWS, MOST_WORDINGS, SEED } from '../experiments/protocol';
import { parseCommand, type Command } from './arguments';

const MODEL = ['--model', 'm'];

function slip(...argv: string[]): string {
  try {
    parseCommand(argv);
  } catch (error) {
    expect(error).toMatchObject({ name: 'EngramError', code: 'arguments' });
    return (error as Error).message;
  }
  return expect.fail(`${argv.join(' ')} was taken`);
}
function help(...argv: string[]): string {
  const command: Command = parseCommand(argv);
  return command.name === 'help' ? command.text : expect.fail(`${argv.join(' ')} is no help`);
}

describe('parseCommand', () => {
  it('fills in what is left out', () => {
    expect(parseCommand(['predict', ...MODEL, '--prompt', 'a [MASK]'])).toEqual({
      name: 'predict',
      model: 'm',
      source: { prompt: 'a [MASK]' },
      top: 10,
      logits: false,
    });
    expect(parseCommand(['evaluate', ...MODEL])).toMatchObject({
      facts: Infinity,
      beside: [],
      trainedOn: [],
      unseen: expect.stringMatching(/models.unseen-facts\.json$/) as string,
    });
    expect(parseCommand(['neurons', ...MODEL, '--relation', 'P36'])).toMatchObject({
      source: { relation: 'P36', facts: ASKED.relation.facts, wordings: MOST_WORDINGS },
      chosen: { t: 0.2, s: 0.7 },
    });
    expect(parseCommand(['erase', ...MODEL, '--relation', 'P36'])).toMatchObject({
      source: { relation: 'P36', ...ASKED.relation },
      draws: { draws: DRAWS.erasure, seed: SEED },
    });
  });

  it('lets one default follow from another option', () => {
    const quadrature = (...argv: string[]) =>
      parseCommand(['attribute', ...MODEL, '--prompts', 'f', ...argv]) as Extract<Command, { name: 'attribute' }>;
    expect(quadrature().quadrature.method).toBe('adaptive');
    expect(quadrature('--points', '7').quadrature).toMatchObject({ method: 'gauss-legendre', points: 7 });
    expect(quadrature('--method', 'riemann-left').quadrature).toMatchObject({ method: 'riemann-left', points: 20 });
    const count = (...argv: string[]) =>
      parseCommand(['erase', ...MODEL, '--relation', 'P36', ...argv]) as Extract<Command, { name: 'erase' }>;
    expect([count().count, count('--spare', '0').count]).toEqual([60, 20]);
  });

  it('takes the last of an option given twice, every --beside and --trained-on, numbers below zero, and auto for s', () => {
    expect(
      parseCommand(['evaluate', ...MODEL, '--beside', 'a', '--beside', 'b', '--facts', '1', '--facts', '2']),
    ).toMatchObject({ beside: ['a', 'b'], trainedOn: [], facts: 2 });
    expect(parseCommand(['evaluate', ...MODEL, '--trained-on', 'a', '--trained-on', 'b'])).toMatchObject({
      trainedOn: ['a', 'b'],
    });
    expect(
      parseCommand(['update', ...MODEL, '--file', 'f', '--to', 'x', '--lambda1', '-1', '--s', 'auto']),
    ).toMatchObject({ source: { file: 'f' }, lambdas: { lambda1: -1 }, chosen: { s: 'auto' } });
  });

  it('says what a slip is, and what was probably meant', () => {
    expect(slip('predit')).toMatch(
      /^There is no command "predit"; there are predict, .* and python\. Did you mean predict\?/,
    );
    expect(slip('predict', ...MODEL, '--promt', 'x')).toMatch(/^Unknown option '--promt'\. Did you mean --prompt\?/);
    expect(slip('predict', ...MODEL, '--prompt')).toMatch(/^Option '--prompt <TEXT>' argument missing\. For help/);
    expect(slip('predict', ...MODEL, 'more')).toMatch(/^Too many arguments for 'predict'/);
    expect(slip('export', ...MODEL, '--edits', 'e')).toMatch(/^Give --out FILE\.safetensors\. For help/);
    expect(slip('predict', ...MODEL, '--prompt', 'p', '--top', '0')).toMatch(
      /^--top is "0"; it should be a whole number from 1 to 1000000\. For help/,
    );
    expect(slip('attribute', ...MODEL, '--prompt', 'p', '--method', 'simpson')).toMatch(
      /^--method is "simpson"; it can be adaptive, gauss-legendre, riemann-left\. For help/,
    );
    expect(slip('help', 'predit')).toMatch(/^There is no help for that; there are predict, /);
  });

  it('has a help for all, and one for each command', () => {
    const names = [
      'predict',
      'attribute',
      'evaluate',
      'neurons',
      'update',
      'erase',
      'controls',
      'lens',
      'export',
      'python',
    ];
    for (const name of names) {
      expect(help('help')).toContain(`npm run -s engram -- ${name}`);
      expect(help(name, '--help')).toMatch(new RegExp(`^Usage: npm run -s engram -- ${name} --model DIR`));
      expect(help('help', name)).toBe(help(name, '-h'));
    }
    expect(help('predict', '--help')).toContain('"neurons": [{"layer": 0');
    expect(help('neurons', '--help')).toContain('(default: 0.7)');
  });
});
