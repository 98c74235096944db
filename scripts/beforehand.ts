/**
 * Writes models/beforehand: what the built-in model says to the first example, and what is found about one fact and one
 * relation, so that the page has something to show before the model is there. It asks the page's own engine, in Node; run
 * it whenever the model, the first example or a measure changes. scripts/beforehand.test.ts tells when that is.
 *
 *   npm run beforehand
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFolder } from '../src/checkpoint/node';
import { askedModelOf } from '../src/experiments/asked-model';
import { evidenceOfWordings } from '../src/experiments/fact-evidence';
import { QUADRATURE } from '../src/experiments/protocol';
import { studyRelation } from '../src/experiments/relation';
import { packRoomAnswers, type RoomAnswers } from '../src/keeping/beforehand-rooms';
import { packFirstAnswers, type FirstAnswers } from '../src/keeping/beforehand';
import { BertModel } from '../src/knowledge/bert-model';
import { NO_EDITS } from '../src/knowledge/edits/edits';
import { loadLibraryFolder } from '../src/library/node';
import { searchOf } from '../src/library/search';
import { paraphrasesOf } from '../src/library/template';
import { createNodeRuntime } from '../src/runtime/node';
import { PREDICTIONS_ASKED } from '../src/session/reading';
import { FIRST_PROMPT } from '../src/state/examples';
import { Engine } from '../src/worker/engine';

const MODELS = fileURLToPath(new URL('../models', import.meta.url));
export const BEFOREHAND = join(MODELS, 'beforehand');
const BUILTIN = join(MODELS, 'builtin');

/**
 * The fact: the first that the room Fact offers. It was put there for what it asks, before any neuron of it was looked at,
 * and its relation is the relation.
 */
const FACT = 'france capital';

const openRuntime = () => createNodeRuntime(1);

export async function answerFirst(): Promise<FirstAnswers> {
  const engine = new Engine({
    openRuntime: async () => ({ runtime: await openRuntime(), reason: 'Node.' }),
    loadSource: async () => ({
      ...(await loadFolder(BUILTIN)),
      origin: { kind: 'builtin' },
      weightsFile: statSync(join(BUILTIN, 'model.safetensors')).size,
    }),
    catalogue: null,
  });
  const info = await engine.load({ kind: 'builtin' }, 'auto', () => {});
  const asked = { prompt: FIRST_PROMPT, edits: NO_EDITS, target: null, top: PREDICTIONS_ASKED };
  const reading = await engine.predict('reading', asked);
  const { id } = reading.target;
  const question = { prompt: FIRST_PROMPT, target: id, ...QUADRATURE.map };
  const attribution = await engine.attribute('attribution', question, () => {});
  return packFirstAnswers(info, FIRST_PROMPT, { reading, attribution });
}

export async function answerRooms(): Promise<RoomAnswers> {
  const { checkpoint, tokenizer } = await loadFolder(BUILTIN);
  const bert = await BertModel.open(await openRuntime(), checkpoint, tokenizer);
  const library = await loadLibraryFolder(join(MODELS, 'relations'));
  const [hit] = searchOf(library).find(FACT, 1);
  const found = tokenizer.lookUp(hit?.fact.object ?? '');
  if (!hit || !found.ok) throw new Error(`Expected a fact for “${FACT}” whose answer is one token.`);
  const { relation, fact: own } = hit;
  const fact = {
    relation: relation.id,
    subject: own.subject,
    target: found.token,
    paraphrases: paraphrasesOf(relation, own),
  };
  const model = askedModelOf(bert);
  const about = { model: model.hash };
  const question = { prompts: fact.paraphrases, target: fact.target.id };
  const value = await evidenceOfWordings(model, question, [], {});
  const study = { relation, relations: library.relations, known: { evidence: null, elsewhere: null } };
  const { evidence, elsewhere } = await studyRelation(model, study, {});
  await bert.close();
  return {
    fact,
    evidence: { about, value },
    relation: relation.id,
    relationEvidence: { about: { ...about, relation: relation.id }, value: evidence },
    elsewhere: { about, value: elsewhere },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(BEFOREHAND, 'first.json'), `${JSON.stringify(await answerFirst())}\n`);
  writeFileSync(join(BEFOREHAND, 'rooms.json'), `${packRoomAnswers(await answerRooms())}\n`);
}
