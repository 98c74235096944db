/** Plants imports that the table of the rooms does not allow: each is reported, by the rule that forbids it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { FLOORS } from './rooms.mjs';
import arrows from './arrows.mjs';

/** The rules that a file of src/ breaks by importing another one. */
async function brokenBy(from, to) {
  const folder = await mkdtemp(join(tmpdir(), 'arrows-'));
  const plant = async (path, text) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  try {
    await plant(to, 'export const planted = 1;');
    await plant(
      from,
      `import { planted } from '${'../'.repeat(from.split('/').length - 1)}${to.slice(0, -3)}';\nplanted;`,
    );
    const { tsPreCompilationDeps, enhancedResolveOptions } = arrows.options;
    const { output } = await cruise(['src'], {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: arrows.forbidden },
      tsPreCompilationDeps,
      enhancedResolveOptions,
    });
    return output.summary.violations.map(({ rule }) => rule.name);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const fileOn = (floor, name) =>
  ['protocol', 'bert-model'].includes(floor) ? `src/knowledge/${floor}.ts` : `src/knowledge/${floor}/${name}.ts`;
const pairs = FLOORS.knowledge.flatMap((upper, i) => FLOORS.knowledge.slice(0, i).map((lower) => ({ upper, lower })));

test.each(pairs)('knowledge: $lower does not import from $upper, which imports from it', async ({ upper, lower }) => {
  expect(await brokenBy(fileOn(lower, 'a'), fileOn(upper, 'b'))).toEqual([`knowledge-${lower}-imports-from-below`]);
  expect(await brokenBy(fileOn(upper, 'a'), fileOn(lower, 'b'))).toEqual([]);
});

test('knowledge: what stands on no floor is not imported', async () => {
  expect(await brokenBy('src/knowledge/paths/a.ts', 'src/knowledge/stray.ts')).toEqual([
    'knowledge-paths-imports-from-below',
  ]);
});

test('a room does not import from one above it', async () => {
  expect(await brokenBy('src/graph/a.ts', 'src/worker/api.ts')).toEqual(['graph-imports-from-below']);
});

test('a room with a door is entered by it', async () => {
  expect(await brokenBy('src/state/a.ts', 'src/worker/engine.ts')).toEqual(['worker-has-a-door']);
  expect(await brokenBy('src/state/a.ts', 'src/worker/api.ts')).toEqual([]);
});
