/** All relations of a folder, read through a function that fetches a file's text: in the page, in Node and in tests alike. */
import { EngramError } from '../errors';
import { parseLibraryIndex, parseRelation, type Relation } from './relation';

export type ReadText = (name: string) => Promise<string>;

export interface Library {
  /** In the order of the index. */
  readonly relations: readonly Relation[];
  /** @throws EngramError('library') for an id that is not there. */
  relation(id: string): Relation;
}

export async function loadLibrary(read: ReadText): Promise<Library> {
  const index = parseLibraryIndex(await read('index.json'));
  const relations = await Promise.all(
    index.map(async ({ id, facts }) => {
      const name = `${id}.json`;
      const relation = parseRelation(await read(name), name);
      if (relation.id !== id || relation.facts.length !== facts) {
        throw new EngramError(
          'library',
          `${name}: expected ${id} with ${facts} facts, as index.json has it; found ${relation.id} with ${relation.facts.length}.`,
        );
      }
      return relation;
    }),
  );
  return libraryOf(relations);
}

export function libraryOf(relations: readonly Relation[]): Library {
  const byId = new Map(relations.map((relation) => [relation.id, relation]));
  for (const { id, inverse } of relations) {
    if (inverse !== undefined && byId.get(inverse)?.inverse !== id) {
      throw new EngramError('library', `${id}: expected ${inverse} to be there and to name ${id} as its inverse.`);
    }
  }
  return {
    relations,
    relation(id) {
      const found = byId.get(id);
      if (!found)
        throw new EngramError(
          'library',
          `There is no relation ${JSON.stringify(id)}; there are ${[...byId.keys()].join(', ')}.`,
        );
      return found;
    },
  };
}
