/** What findings of the gallery are measured with: the page's own engine, in Node, and the experiments that the page runs. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Token } from '../../src/checkpoint/tokenizer';
import { loadFolder } from '../../src/checkpoint/node';
import { askedModelOf, type AskedModel } from '../../src/experiments/asked-model';
import { NO_CONTROLS } from '../../src/experiments/compare';
import type { ControlsAsked } from '../../src/experiments/controls';
import { eraseEdits } from '../../src/experiments/erase';
import { evidenceOfFacts, evidenceOfWordings, rankingsOf } from '../../src/experiments/fact-evidence';
import { factsToAsk, probesOf } from '../../src/experiments/facts';
import { halvesOf } from '../../src/experiments/halves';
import { probesInTurn } from '../../src/experiments/measure-erasure';
import { ASKED, ERASURE, QUADRATURE, type Asking } from '../../src/experiments/protocol';
import {
  askRelation,
  leading,
  ownNeuronsOf,
  servingNeuronsOf,
  setsOf,
  studyRelation,
} from '../../src/experiments/relation';
import { halfOf } from '../../src/experiments/split';
import { spareShared, teachEdits, type Lambdas, type SharedNeuron } from '../../src/experiments/update';
import { BertModel } from '../../src/knowledge/bert-model';
import { neuronKey, NO_EDITS, type EditsDocument, type NeuronRef } from '../../src/knowledge/edits/edits';
import type { Probe, ProbeReading } from '../../src/knowledge/measures/probes';
import { readProbes } from '../../src/knowledge/measures/probes';
import { rankNeurons } from '../../src/knowledge/measures/ranking';
import { refine } from '../../src/knowledge/measures/refined-set';
import { PAPER_THRESHOLDS } from '../../src/knowledge/protocol';
import type { Finding } from '../../src/keeping/gallery';
import { otherRelations } from '../../src/library/choose';
import type { Library } from '../../src/library/library';
import { loadLibraryFolder } from '../../src/library/node';
import { paraphrasesOf } from '../../src/library/template';
import type { WordedFact } from '../../src/state/wordings';
import { createNodeRuntime } from '../../src/runtime/node';

export const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

export type Measured = Finding['measured'];
export type FindingState = Finding['state'];

/** A fact with its neurons, found in half of its wordings, and what it is measured on. */
export interface StudiedFact {
  readonly relation: string;
  readonly subject: string;
  readonly from: Token;
  /** Wordings that found the neurons, and those that did not. */
  readonly finding: readonly string[];
  readonly held: readonly string[];
  readonly set: readonly SharedNeuron[];
  /** Facts of its relation, and of the others, whose answer is neither the old nor the new one. */
  others(to: Token): Promise<{ readonly own: readonly Probe[]; readonly elsewhere: readonly Probe[] }>;
}

export interface ErasedRelation {
  readonly edits: EditsDocument;
  /** By relation, the one that is erased too: its probes with their readings. */
  readonly relations: ReadonlyMap<string, Compared>;
}

export interface Compared {
  readonly probes: readonly Probe[];
  readonly before: readonly ProbeReading[];
  readonly after: readonly ProbeReading[];
}

export class GalleryDesk {
  readonly #studies = new Map<string, Promise<StudiedFact>>();

  private constructor(
    readonly bert: BertModel,
    readonly model: AskedModel,
    readonly library: Library,
  ) {}

  static async open(): Promise<GalleryDesk> {
    const { checkpoint, tokenizer } = await loadFolder(join(MODELS, 'builtin'));
    const bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
    return new GalleryDesk(bert, askedModelOf(bert), await loadLibraryFolder(join(MODELS, 'relations')));
  }

  close(): Promise<void> {
    return this.bert.close();
  }

  token(word: string): Token {
    const found = this.bert.tokenizer.lookUp(word);
    if (!found.ok) throw new Error(found.problem);
    return found.token;
  }

  async compared(probes: readonly Probe[], edits: EditsDocument): Promise<Compared> {
    const { before, after } = await readProbes(this.bert, probes, [edits]);
    return { probes, before, after: after[0]! };
  }

  /** What every finding says of its own prompt. */
  async seen({ prompt, target, edits }: Pick<FindingState, 'prompt' | 'target' | 'edits'>): Promise<Measured> {
    const id = target === '' ? null : this.token(target).id;
    const { before, after } = await this.compared([{ prompt, target: id }], edits);
    return {
      before: before[0]!.target.probability,
      after: after[0]!.target.probability,
      first: before[0]!.top.token,
      firstAfter: after[0]!.top.token,
    };
  }

  /** The fact as the page opens it. */
  worded(relationId: string, subject: string): WordedFact {
    const relation = this.library.relation(relationId);
    const fact = relation.facts.find((own) => own.subject === subject);
    if (!fact) throw new Error(`The library has no fact about ${subject} in ${relationId}.`);
    return {
      relation: relationId,
      subject,
      target: this.token(fact.object),
      paraphrases: paraphrasesOf(relation, fact),
    };
  }

  /** Each fact once, however many findings are about it. */
  study(relation: string, subject: string): Promise<StudiedFact> {
    const key = `${relation} ${subject}`;
    const known = this.#studies.get(key) ?? this.#studied(relation, subject);
    this.#studies.set(key, known);
    return known;
  }

  async #studied(relationId: string, subject: string): Promise<StudiedFact> {
    const { model } = this;
    const { relations } = this.library;
    const relation = this.library.relation(relationId);
    const { target: from, paraphrases } = this.worded(relationId, subject);
    const { finding, held } = halvesOf(paraphrases);
    const evidence = await evidenceOfWordings(model, { prompts: finding, target: from.id }, [], {});
    const { facts } = await askRelation(model, relation, ASKED.relation, {});
    const siblings = facts.filter((other) => other.subject !== subject);
    const own = refine(rankingsOf(evidence, 'attribution'), PAPER_THRESHOLDS);
    const set = spareShared(own, setsOf({ facts: siblings }, PAPER_THRESHOLDS));
    const asked = async (among: typeof relations, asking: Asking, to: Token) =>
      probesOf(await factsToAsk(model, among, asking, (other) => other.subject !== subject)).filter(
        ({ target }) => target !== to.id && target !== from.id,
      );
    return {
      relation: relationId,
      subject,
      from,
      finding,
      held,
      set,
      others: async (to) => ({
        own: await asked([relation], ASKED.siblings, to),
        elsewhere: await asked(otherRelations(relations, relationId), ASKED.strangers, to),
      }),
    };
  }

  /** Prompts with the share of each control's draws, and the neurons that stood in. */
  compareControls(edits: EditsDocument, probes: readonly Probe[], controls: Partial<ControlsAsked>) {
    const asked = { ...NO_CONTROLS, seed: 1, ...controls };
    return this.model.compare({ edits, groups: [{ name: 'own', probes }], controls: asked }, {});
  }

  /** The page's own choice of neurons, or as many as the paper erases in the paper's order. */
  async erased(relationId: string, order: 'own' | 'paper'): Promise<ErasedRelation> {
    const { model, library } = this;
    const { relations } = library;
    const relation = library.relation(relationId);
    const neurons: readonly NeuronRef[] =
      order === 'own'
        ? leading(
            ownNeuronsOf(
              await studyRelation(model, { relation, relations, known: { evidence: null, elsewhere: null } }, {}),
              relations,
            ),
          ).slice(0, ERASURE.own)
        : servingNeuronsOf(await askRelation(model, relation, ASKED.relation, {}), PAPER_THRESHOLDS).slice(
            0,
            ERASURE.paper,
          );
    const edits = eraseEdits(neurons);
    const halves = relations.map((each) => halfOf(each, 'measuring'));
    const facts = await factsToAsk(model, halves, { facts: ASKED.erasure.facts, wordings: Infinity });
    const compared = new Map<string, Compared>();
    for (const { id } of relations) {
      const wordings = id === relationId ? ASKED.erasure.wordings : ASKED.bystanders.wordings;
      const probes = probesInTurn(
        facts.filter((fact) => fact.relation === id),
        wordings,
      );
      compared.set(id, await this.compared(probes, edits));
    }
    return { edits, relations: compared };
  }

  /** The neuron that is in the sets of most facts, of the best known fact of each relation. */
  async commonest(): Promise<{ readonly neuron: NeuronRef; readonly facts: number; readonly of: number }> {
    const facts = await factsToAsk(this.model, this.library.relations, { facts: 1, wordings: 4 });
    const evidence = await evidenceOfFacts(this.model, facts, QUADRATURE.averages, {});
    const counts = new Map<string, { neuron: NeuronRef; facts: number }>();
    for (const own of evidence) {
      for (const { layer, neuron } of refine(rankingsOf(own, 'attribution'), PAPER_THRESHOLDS)) {
        const key = neuronKey({ layer, neuron });
        const entry = counts.get(key) ?? { neuron: { layer, neuron }, facts: 0 };
        entry.facts++;
        counts.set(key, entry);
      }
    }
    const [first] = [...counts.values()].sort((a, b) => b.facts - a.facts);
    return { ...first!, of: facts.length };
  }

  /** The strongest neurons of one prompt, the first first. */
  async strongest(prompt: string, target: Token, many: number): Promise<readonly NeuronRef[]> {
    const { scores } = await this.bert.attribute(prompt, target.id, QUADRATURE.map);
    return rankNeurons(scores, this.bert.checkpoint.config.intermediateSize)
      .neurons.slice(0, many)
      .map(({ layer, neuron }) => ({ layer, neuron }));
  }

  /** The most active neurons of the last layer at [MASK]. */
  async loudest(prompt: string, many: number): Promise<readonly NeuronRef[]> {
    const { layers, intermediateSize: F } = this.bert.checkpoint.config;
    const { before } = await this.bert.activations(prompt, NO_EDITS);
    const last = before.subarray((layers - 1) * F);
    return Array.from(last.keys())
      .sort((a, b) => last[b]! - last[a]!)
      .slice(0, many)
      .map((neuron) => ({ layer: layers - 1, neuron }));
  }
}

/** The same gain for all of them, at [MASK]. */
export function gained(neurons: readonly NeuronRef[], gain: number): EditsDocument {
  return { ...NO_EDITS, neurons: neurons.map(({ layer, neuron }) => ({ layer, neuron, at: 'mask', gain })) };
}

export function taught({ set, from }: StudiedFact, to: Token, lambdas: Lambdas): EditsDocument {
  return teachEdits(set, { from, to, lambdas });
}

/** How many readings have the token first. */
export function sayers(readings: readonly ProbeReading[], { id }: Token): number {
  return readings.filter(({ top }) => top.id === id).length;
}

/** exp of the mean negative log-probability of the right answers. */
export function perplexityOf(readings: readonly ProbeReading[]): number {
  return Math.exp(mean(readings.map(({ target }) => -target.logProbability)));
}

/** Mean change of the target's probability, as a share of it. */
export function relativeChange({ before, after }: Compared): number {
  const sum = (readings: readonly ProbeReading[]) => mean(readings.map(({ target }) => target.probability));
  return sum(after) / sum(before) - 1;
}

export function changedFirst({ before, after }: Compared): number {
  return before.filter(({ top }, i) => top.id !== after[i]!.top.id).length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
