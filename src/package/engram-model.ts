/** An open model as a script has it: with facts across their wordings, and the experiments on them. */
import type { LoadedModel } from '../checkpoint/load';
import { askedModelOf, type AskedModel } from '../experiments/asked-model';
import { NO_CONTROLS } from '../experiments/compare';
import { evidenceOfFacts, rankingsOf, thresholdsFor } from '../experiments/fact-evidence';
import { factsToAsk, probesOf, type AskedFact } from '../experiments/facts';
import { measure, type Draws } from '../experiments/measure';
import type { MeasuredErasure } from '../experiments/measure-erasure';
import type { MeasuredUpdate } from '../experiments/measure-update';
import { eraseRelation, updateFact } from '../experiments/procedures';
import { ASKED, DRAWS, ERASURE, QUADRATURE, SEED, UPDATE } from '../experiments/protocol';
import { judge } from '../experiments/verdict';
import { BertModel, type OpenOptions } from '../knowledge/bert-model';
import { refine } from '../knowledge/measures/refined-set';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { Relation } from '../library/relation';
import { sameWords } from '../library/words';
import type { Runtime } from '../runtime/runtime';
import { PromptModel, type ModelParts } from './prompt-model';
import type {
  ControlsOptions,
  ErasureOptions,
  FactNeuronsOptions,
  FactsOptions,
  FactWordings,
  FoundFactNeurons,
  MeasuredControls,
  UpdateOptions,
} from './requests';

/**
 * Every method rejects with an EngramError whose `code` tells what is wrong: 'prompt' where a prompt has not exactly one [MASK] or
 * is too long, 'vocabulary' where a word is not one token, 'edits' where edits do not fit the model, 'runtime', 'cancelled'.
 * Calls may overlap; they are run one after the other.
 */
export class EngramModel extends PromptModel {
  readonly #asked: AskedModel;

  constructor(parts: ModelParts) {
    super(parts);
    this.#asked = askedModelOf(parts.bert);
  }

  /** A relation's best known facts, of those whose answer is one token of this model. */
  factsOf(relation: Relation, { facts, wordings, subject }: FactsOptions = {}): Promise<readonly AskedFact[]> {
    const asking = { ...ASKED.relation, ...(facts ? { facts } : {}), ...(wordings ? { wordings } : {}) };
    const isWanted = (fact: { readonly subject: string }) =>
      subject === undefined || sameWords(fact.subject) === sameWords(subject);
    return factsToAsk(this.#asked, [relation], asking, isWanted);
  }

  /**
   * The knowledge neurons of a fact (Dai et al. 2022, section 3.3): those that reach a share t of the largest score in a share s
   * of its wordings.
   */
  async neuronsOfFact(
    { prompts, target }: FactWordings,
    { thresholds: chosen = PAPER_THRESHOLDS, by = 'attribution', ...course }: FactNeuronsOptions = {},
  ): Promise<FoundFactNeurons> {
    const asked = { prompts, target: this.token(target).id };
    const [evidence = []] = await evidenceOfFacts(this.#asked, [asked], QUADRATURE.sets, course);
    const rankings = rankingsOf(evidence, by);
    const thresholds = thresholdsFor([rankings], chosen);
    return { neurons: refine(rankings, thresholds), thresholds, evidence };
  }

  /**
   * Teaches a fact another answer (Dai et al. 2022, section 5.1), and measures what that does, beside its controls. Half of the
   * wordings find its neurons, the others only measure.
   */
  updateFact({ prompts, target }: FactWordings, options: UpdateOptions): Promise<MeasuredUpdate> {
    const { to, relation = null, subject = prompts[0] ?? '', library = null } = options;
    const { thresholds = PAPER_THRESHOLDS, lambdas = UPDATE.lambdas } = options;
    const request = {
      fact: { relation, subject, target: this.token(target), prompts },
      to: this.token(to),
      library,
      others: ASKED.siblings.facts,
      thresholds,
      lambdas,
      controls: drawsOf(options, DRAWS.effect),
    };
    return updateFact(this.#asked, request, options);
  }

  /** Sets the value vectors of a relation's own neurons to zero, and asks every relation of the library before and after. */
  eraseRelation(relation: string, options: ErasureOptions): Promise<MeasuredErasure> {
    const { library, count = ERASURE.own } = options;
    const { relation: own, elsewhere, erasure } = ASKED;
    const request = {
      relation,
      library,
      asking: { relation: own, elsewhere, erasure },
      thresholds: PAPER_THRESHOLDS,
      count,
      controls: drawsOf(options, DRAWS.erasure),
    };
    return eraseRelation(this.#asked, request, options);
  }

  /** Edits on some questions, beside the same edits on random neurons, on those that write as much and on the most active ones. */
  async controls(questions: readonly FactWordings[], options: ControlsOptions): Promise<MeasuredControls> {
    const { edits } = options;
    const probes = probesOf(questions.map(({ prompts, target }) => ({ prompts, target: this.token(target).id })));
    const prompts = probes.map(({ prompt }) => prompt);
    const controls = { ...NO_CONTROLS, ...drawsOf(options, DRAWS.effect), prompts };
    const { measured } = await measure(
      this.#asked,
      { edits, probes: [{ name: 'prompts', probes }], controls },
      options,
    );
    const [own, ...elsewhere] = measured.groups;
    return { ...measured, verdict: judge({ own: own!, elsewhere, to: null }) };
  }
}

/** Prepares a model in a runtime, which is closed again where that fails. */
export async function openIn(
  { runtime, reason }: { readonly runtime: Runtime; readonly reason: string },
  { checkpoint, tokenizer, ...about }: LoadedModel,
  options: OpenOptions = {},
): Promise<EngramModel> {
  try {
    const bert = await BertModel.open(runtime, checkpoint, tokenizer, options);
    const backend = runtime.backend === 'node' ? 'native' : runtime.backend;
    return new EngramModel({ bert, about, runsOn: { backend, threads: runtime.threads, reason } });
  } catch (error) {
    await runtime.dispose().catch(() => {});
    throw error;
  }
}

function drawsOf({ draws, seed = SEED }: { readonly draws?: number; readonly seed?: number }, usual: number): Draws {
  return { draws: draws ?? usual, seed };
}
