/** The page's numbers of its model are those of its report, and the report is of the weights that the page has. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadFolder } from '../../checkpoint/node';
import { BUILTIN_FACTS } from './builtin-facts';
import { pickBuiltinFacts } from './report-facts';

const MODELS = fileURLToPath(new URL('../../../models', import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(`${MODELS}/${path}`, 'utf8'));

const REPORT = {
  model: { layers: 3 },
  neurons: {
    neuronsPerFact: { mean: 4.5 },
    effects: {
      silenced: { knowledge: { relative: { mean: -0.25 } }, random: { relative: { mean: 0 } } },
      doubled: { knowledge: { relative: { mean: 0.125 } } },
    },
  },
};

it('picks the numbers, and counts the facts of all relations', () => {
  expect(pickBuiltinFacts(REPORT, [{ facts: 3 }, { facts: 4 }])).toEqual({
    layers: 3,
    facts: 7,
    neuronsPerFact: 4.5,
    silenced: -0.25,
    doubled: 0.125,
  });
});

it('names what a report lacks', () => {
  const { effects, neuronsPerFact } = REPORT.neurons;
  const neurons = { neuronsPerFact, effects: { silenced: effects.silenced } };
  expect(() => pickBuiltinFacts({ ...REPORT, neurons }, [])).toThrow('doubled');
});

it('is built in, from a report of these very weights', async () => {
  const report = json('report.json');
  expect(BUILTIN_FACTS).toEqual(pickBuiltinFacts(report, json('relations/index.json')));
  const { checkpoint } = await loadFolder(`${MODELS}/builtin`);
  expect(report).toMatchObject({ model: { hash: checkpoint.hash } });
});
