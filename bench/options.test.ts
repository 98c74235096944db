import { describe, expect, it } from 'vitest';
import { parseOptions } from './options';

describe('the command line of the benchmark', () => {
  it('asks for tables of two models where nothing is said', () => {
    expect(parseOptions([])).toEqual({
      task: 'tables',
      json: false,
      runs: 5,
      only: null,
      models: ['builtin', 'base'],
      page: null,
      line: null,
    });
  });

  it('asks for one part alone', () => {
    expect(parseOptions(['--asking', '--json', '--runs', '3', '--page', 'before'])).toMatchObject({
      task: 'asking',
      json: true,
      runs: 3,
      page: 'before',
    });
    expect(parseOptions(['--soak', '--models', 'tiny,large'])).toMatchObject({
      task: 'soak',
      models: ['tiny', 'large'],
    });
    expect(parseOptions(['--visit', '--line', '20'])).toMatchObject({ task: 'visit', line: 20 });
  });

  it.each([
    [['--runs', '0'], '--runs must be a whole number from 1; found: 0'],
    [['--only', 'deno'], '--only must be browser or node; found: deno'],
    [['--models', 'base,huge'], '--models knows builtin, tiny, base, large; found: huge'],
    [['--asking', '--card'], '--asking and --card are two things; ask for one'],
    [['--visit', '--line', '0'], '--line must be a number of Mbit/s above 0; found: 0'],
    [['--visit', '--line', 'fast'], '--line must be a number of Mbit/s above 0; found: fast'],
    [['--line', '20'], '--line is of a visit; ask for --visit too'],
    [['--fast'], "Unknown option '--fast'"],
  ])('says what is wrong with %s', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
