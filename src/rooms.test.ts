/** The rooms of src/ are the same in three places: the folders, the table of their arrows, and the README's map. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MAY_IMPORT, SHARED } from '../scripts/rooms.mjs';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const table = Object.keys(MAY_IMPORT);

/** The rooms of the README's map, from above to below: a row each, that begins with the folder. */
function mapped(): string[] {
  const readme = readFileSync(path('../README.md'), 'utf8');
  return [...readme.matchAll(/^\| `src\/([a-z]+)` \|/gm)].map(([, room]) => room!);
}

describe('the table in scripts/rooms.mjs', () => {
  test('has every folder of src/, and no other', () => {
    const folders = readdirSync(path('.'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...table].sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  test('names rooms and shared files that exist', () => {
    expect(Object.values(MAY_IMPORT).flat()).toSatisfy((rooms: string[]) =>
      rooms.every((room) => table.includes(room)),
    );
    const files = readdirSync(path('.'));
    expect(files).toEqual(expect.arrayContaining(SHARED.map((name) => `${name}.ts`)));
  });
});

describe('the map in README.md', () => {
  test('has every room of the table once, and no other', () => {
    expect(mapped().sort()).toEqual([...table].sort());
  });

  test('has each room below all that it may import', () => {
    const rooms = mapped();
    const upwards = Object.entries(MAY_IMPORT).flatMap(([room, below]) =>
      below.filter((other) => rooms.indexOf(other) > rooms.indexOf(room)).map((other) => `${room} imports ${other}`),
    );
    expect(upwards).toEqual([]);
  });
});
