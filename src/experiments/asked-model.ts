/**
 * The model as a procedure sees it: something that answers questions, wherever it is. In Node it is an open model; on the
 * page it is the engine in its worker (src/session/work/remote-model.ts).
 */
import type { TargetLookup } from '../checkpoint/tokenizer';
import type { BertModel } from '../knowledge/bert-model';
import { attributeAttention, type AttentionAttribution, type AttentionRequest } from '../knowledge/measures/attention';
import { gatherEvidence, type Evidence, type EvidenceRequest } from '../knowledge/measures/evidence';
import { FiringIndex, type Firing, type FiringRequest } from '../knowledge/measures/firing';
import { compare, type CompareRequest, type Comparison } from './compare';
import { workOptionsOf, type Course } from './course';

/** What choosing facts needs to know of a model. */
export interface Vocabulary {
  /** Token id of each word that is one token of the model; null for the others. */
  tokenIds(words: readonly string[]): Promise<readonly (number | null)[]>;
}

export interface AskedModel extends Vocabulary {
  /** Tells its results from those of other models. */
  readonly hash: string;
  /** What is wrong with a text as a prompt, for a person; null where it can be asked. */
  problemOf(prompt: string): Promise<string | null>;
  lookUp(word: string): Promise<TargetLookup>;
  /** By question, in the order asked. */
  evidence(request: EvidenceRequest, course: Course): Promise<readonly Evidence[]>;
  compare(request: CompareRequest, course: Course): Promise<Comparison>;
  firing(request: FiringRequest, course: Course): Promise<Firing>;
  attention(request: AttentionRequest, course: Course): Promise<AttentionAttribution>;
}

/** The words of a tokenizer, before its model is open. */
export function vocabularyOf(tokenizer: Pick<BertModel['tokenizer'], 'lookUp'>): Vocabulary {
  return {
    tokenIds: async (words) =>
      words.map((word) => {
        const found = tokenizer.lookUp(word);
        return found.ok ? found.token.id : null;
      }),
  };
}

export function askedModelOf(bert: BertModel): AskedModel {
  const firing = new FiringIndex(bert);
  return {
    ...vocabularyOf(bert.tokenizer),
    hash: bert.checkpoint.hash,
    problemOf: async (prompt) => bert.tokenizer.tokenize(prompt).problem,
    lookUp: async (word) => bert.tokenizer.lookUp(word),
    evidence: (request, course) => gatherEvidence(bert, request, workOptionsOf(course)),
    compare: (request, course) => compare(bert, request, workOptionsOf(course)),
    firing: (request, course) => firing.search(request, workOptionsOf(course)),
    attention: (request, course) => attributeAttention(bert, request, workOptionsOf(course)),
  };
}
