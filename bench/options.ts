/** What the benchmark is told on the command line; bench/main.ts says what each option does. */
import { parseArgs } from 'node:util';
import { isModelName, TITLES, type ModelName } from './models';

/** What is done: tables of everything, or one of the parts. */
export type Task = 'tables' | 'soak' | 'asking' | 'card' | 'folder' | 'visit';

export interface Options {
  readonly task: Task;
  readonly json: boolean;
  readonly runs: number;
  readonly only: 'browser' | 'node' | null;
  readonly models: readonly ModelName[];
  /** The folder of the page's build; null for one that is built first. */
  readonly page: string | null;
  /** Megabits a second of the line that a visit comes over; null for this machine's own speed. */
  readonly line: number | null;
}

const PARTS = ['soak', 'asking', 'card', 'folder', 'visit'] as const satisfies readonly Task[];

/** @throws Error with a sentence for the person at the terminal. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      only: { type: 'string' },
      models: { type: 'string', default: 'builtin,base' },
      page: { type: 'string' },
      soak: { type: 'boolean', default: false },
      asking: { type: 'boolean', default: false },
      card: { type: 'boolean', default: false },
      folder: { type: 'boolean', default: false },
      visit: { type: 'boolean', default: false },
      line: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs must be a whole number from 1; found: ${values.runs}`);
  const line = values.line === undefined ? null : Number(values.line);
  if (line !== null && !(line > 0 && line < Infinity))
    throw new Error(`--line must be a number of Mbit/s above 0; found: ${values.line}`);
  if (line !== null && !values.visit) throw new Error('--line is of a visit; ask for --visit too');
  const { only = null, page = null } = values;
  if (only !== null && only !== 'browser' && only !== 'node')
    throw new Error(`--only must be browser or node; found: ${only}`);
  const models = values.models.split(',').map((name) => {
    if (isModelName(name)) return name;
    throw new Error(`--models knows ${Object.keys(TITLES).join(', ')}; found: ${name}`);
  });
  const tasks = PARTS.filter((part) => values[part]);
  if (tasks.length > 1) throw new Error(`--${tasks.join(' and --')} are two things; ask for one`);
  return { task: tasks[0] ?? 'tables', json: values.json, runs, only, models, page, line };
}
