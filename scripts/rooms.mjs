/**
 * The rooms of src/ and what each may import, itself aside. An arrow that is not here does not exist: nothing below the
 * worker knows React or the DOM, and the page knows the engine only by the worker's types and client. README.md has the
 * same rooms with what they are for; arrows.mjs holds the code to this table.
 */
export const MAY_IMPORT = {
  library: [],
  graph: [],
  bert: ['graph'],
  checkpoint: ['bert', 'graph'],
  hub: [],
  wgsl: ['graph'],
  runtime: ['bert', 'graph', 'wgsl'],
  knowledge: ['graph', 'bert', 'checkpoint', 'runtime'],
  experiments: ['graph', 'bert', 'checkpoint', 'runtime', 'knowledge', 'library'],
  worker: ['graph', 'bert', 'checkpoint', 'hub', 'runtime', 'knowledge', 'library', 'experiments'],
  cli: ['graph', 'bert', 'checkpoint', 'runtime', 'knowledge', 'library', 'experiments'],
  state: ['worker', 'knowledge', 'bert', 'library', 'experiments'],
  keeping: ['worker', 'knowledge', 'bert', 'library', 'experiments', 'hub', 'state'],
  figures: ['worker', 'knowledge', 'bert', 'library', 'experiments', 'state'],
  session: ['worker', 'knowledge', 'bert', 'library', 'experiments', 'state', 'keeping'],
  package: ['graph', 'bert', 'checkpoint', 'runtime', 'knowledge', 'library', 'experiments', 'keeping'],
  components: [
    'worker',
    'knowledge',
    'bert',
    'library',
    'experiments',
    'hub',
    'state',
    'figures',
    'keeping',
    'session',
  ],
  // No other room may import it: it serves tests, which may.
  fixtures: [
    'graph',
    'wgsl',
    'bert',
    'checkpoint',
    'hub',
    'runtime',
    'knowledge',
    'library',
    'experiments',
    'worker',
    'state',
    'figures',
    'keeping',
    'session',
    'components',
  ],
};

/**
 * Rooms with floors, the lowest first: a folder or a file of the room, which may import from those before it only. What
 * stands in no floor is not to be imported there at all.
 */
export const FLOORS = {
  knowledge: ['protocol', 'edits', 'passes', 'paths', 'bert-model', 'measures', 'exports'],
};

/** Files beside the rooms that every room may import. */
export const SHARED = ['random', 'errors', 'remembered', 'schema'];

/** Rooms that others know by some of their files only. */
export const DOORS = [
  { from: ['state', 'figures', 'keeping', 'session', 'components'], to: 'worker', by: ['api', 'client'] },
  { from: ['keeping', 'components'], to: 'hub', by: ['address'] },
  { from: ['package'], to: 'keeping', by: ['link'] },
];
