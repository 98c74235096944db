/** A program for runs in which some dims are known is the same program. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bertConfig } from '../fixtures/model-info';
import { programsOf } from '../fixtures/programs';
import { formatProgram } from './format';
import { specialise } from './program';
import { bindSome, evaluateDim, type Dim } from './shape';

const names = ['B', 'T', 'R', 'K', 'P'] as const;
const size = fc.integer({ min: 1, max: 9 });
const bindings = fc.record({ B: size, T: size, R: size, K: size, P: size });
const known = (all: Readonly<Record<string, number>>, of: readonly string[]) =>
  Object.fromEntries(of.map((name) => [name, all[name]!]));

it('a dim with some names bound is as large as the dim', () => {
  const factor = fc.oneof(fc.constantFrom(...names), size.map(String));
  const dim: fc.Arbitrary<Dim> = fc.oneof(
    size,
    fc.array(factor, { minLength: 1, maxLength: 4 }).map((factors) => factors.join('*')),
  );
  fc.assert(
    fc.property(dim, bindings, fc.subarray([...names]), (of, all, some) => {
      const bound = bindSome(of, known(all, some));
      expect(evaluateDim(bound, all)).toBe(evaluateDim(of, all));
      for (const name of some) expect(String(bound).split('*')).not.toContain(name);
      if (typeof of === 'string' && names.every((name) => some.includes(name) || !of.includes(name)))
        expect(bound).toBeTypeOf('number');
    }),
  );
});

const programs = programsOf(bertConfig({ vocabSize: 30, heads: 2 }));

it('every shape is that of the general program, and no name is left that is known', () => {
  fc.assert(
    fc.property(fc.constantFrom(...programs), bindings, fc.subarray([...names]), (general, all, some) => {
      const special = specialise(general, known(all, some));
      expect(special.graph.nodes.map(({ op }) => op.name)).toEqual(general.graph.nodes.map(({ op }) => op.name));
      expect([...special.inputs.keys()]).toEqual([...general.inputs.keys()]);
      expect([...special.params]).toEqual([...general.params]);
      expect([...special.outputs.keys()]).toEqual([...general.outputs.keys()]);
      const valuesOf = ({ graph }: typeof general) => [
        ...graph.inputs.values(),
        ...graph.nodes.flatMap(({ outputs }) => outputs),
      ];
      const generals = valuesOf(general);
      valuesOf(special).forEach(({ shape }, i) => {
        const sizes = (of: readonly Dim[]) => of.map((dim) => evaluateDim(dim, all));
        expect(sizes(shape)).toEqual(sizes(generals[i]!.shape));
        for (const dim of shape) for (const name of some) expect(String(dim).split('*')).not.toContain(name);
      });
    }),
    { numRuns: 60 },
  );
});

it('nothing known changes nothing', () => {
  for (const general of programs) expect(formatProgram(specialise(general, {}))).toBe(formatProgram(general));
});
