/**
 * What a fact's paraphrases say about its neurons: the attribution of each paraphrase, and beside it what is cheaper to
 * go by, as rankings short enough to keep by the hundred. Prompts are attributed several in a wave.
 */
import { throwIfCancelled } from '../../errors';
import type { Quadrature } from '../paths/attribution';
import { NO_EDITS, type EditsDocument } from '../edits/edits';
import { inBatches } from './probes';
import { rankNeurons, type Ranking } from './ranking';
import type { Prediction } from './reading';
import { directPush } from './written';
import type { BertModel } from '../bert-model';
import type { WorkOptions } from '../passes/work';

export interface EvidenceRequest {
  readonly questions: readonly { readonly prompt: string; /** Token id. */ readonly target: number }[];
  readonly quadrature: Quadrature;
  /** The model that is attributed; without it the unedited one. */
  readonly edits?: EditsDocument;
}

export interface Evidence {
  readonly prompt: string;
  readonly target: Prediction;
  readonly attribution: Ranking;
  /** The paper's baseline: neurons by their activation at [MASK]. */
  readonly activation: Ranking;
  /** Neurons by how far what they write at [MASK] pushes the answer directly, a (v . E[t]). */
  readonly push: Ranking;
  /** Largest |sum - expected| over the layers, in probability. */
  readonly residual: number;
  readonly converged: boolean;
}

export async function gatherEvidence(
  bert: BertModel,
  { questions, quadrature, edits = NO_EDITS }: EvidenceRequest,
  { signal, lane = 'background', onProgress }: WorkOptions = {},
): Promise<Evidence[]> {
  const { intermediateSize: F } = bert.checkpoint.config;
  const clozes = questions.map(({ prompt }) => bert.tokenizer.encodeCloze(prompt));
  const resolved = bert.resolve(edits);
  const evidence: Evidence[] = [];
  let done = 0;
  for (const batch of inBatches(clozes, bert.kernels.together.attribution)) {
    throwIfCancelled(signal);
    const asked = batch.map((index) => ({ prompt: questions[index]!.prompt, targetId: questions[index]!.target }));
    const report = (fraction: number) =>
      onProgress?.({ done: done + fraction * batch.length, total: questions.length });
    const options = {
      edits,
      lane,
      ...(signal ? { signal } : {}),
      onProgress: ({ fraction }: { fraction: number }) => report(fraction),
    };
    const attributions = await bert.attributeAll(asked, quadrature, options);
    attributions.forEach(({ probability, scores, activations, completeness: { residual, converged } }, i) => {
      const { prompt, target: id } = questions[batch[i]!]!;
      evidence[batch[i]!] = {
        prompt,
        target: { id, token: bert.tokenizer.token(id), probability },
        attribution: rankNeurons(scores, F),
        activation: rankNeurons(activations, F),
        push: rankNeurons(directPush(bert.checkpoint, { activations, target: id }, resolved), F),
        residual,
        converged,
      };
    });
    done += batch.length;
    report(0);
  }
  return evidence;
}
