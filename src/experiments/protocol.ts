/**
 * The protocol of every experiment: how many facts, wordings, draws and points, from which seed, and from which share on
 * something counts. The page, the command line and the evaluation take these numbers from here, so that they do the same.
 * Each says where it is from: the paper (Dai et al. 2022, "Knowledge Neurons in Pretrained Transformers"), its published
 * code, a measurement of ours, or a plain choice. What the page may show, and how long it waits, is not protocol.
 */
import type { Quadrature } from '../knowledge/paths/attribution';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';

const within = (tolerance: number) => ({ method: 'adaptive', tolerance }) as const satisfies Quadrature;

/**
 * How far a layer's scores may miss their sum, as a share of the target's probability. Ours: the paper has no such bound,
 * its code takes 20 points whatever they miss.
 */
export const QUADRATURE = {
  /** The map of one prompt, where single scores are read. */
  map: within(1e-4),
  /** Single scores that the command line prints: within 1e-4 of the largest score of the float64 reference, neuron by neuron. */
  printed: within(1e-5),
  /** Sets of neurons: the thresholds are fifths and tenths of the largest score, so a hundredth moves hardly any neuron. */
  sets: within(1e-2),
  /** What is only averaged over the prompts of many relations. */
  averages: within(5e-2),
  /** Attribution to attention: a picture of shades. */
  attention: within(1e-2),
} as const;

/** Points a layer of the methods that take a fixed number. */
export const FIXED_POINTS = {
  /** As many as the float64 reference takes (models/reference/make_reference.py). */
  'gauss-legendre': 48,
  /** The published code. */
  'riemann-left': 20,
} as const;

/** How many facts are asked, and in how many wordings each; the best known facts come first. Plain choices: minutes on a laptop. */
export interface Asking {
  readonly facts: number;
  readonly wordings: number;
}

export const ASKED = {
  /**
   * A relation's facts, for their sets. The published code asks for at least three paraphrases; at the paper's s of 0.7 a
   * neuron has to matter in all three.
   */
  relation: { facts: 12, wordings: 3 },
  /** Facts of each relation, for the average that a relation's own neurons are held against. */
  elsewhere: { facts: 2, wordings: 1 },
  /** Beside a fact that is edited: other facts of its relation, and facts of each other relation. */
  siblings: { facts: 12, wordings: 1 },
  strangers: { facts: 2, wordings: 1 },
  /** Of every relation, before and after an erasure: other facts and wordings than those that chose the neurons. */
  erasure: { facts: 8, wordings: 2 },
  /** The same of the relations that are not erased, each fact in another wording: the whole is long. */
  bystanders: { facts: 8, wordings: 1 },
  /** Other facts whose neurons are edited instead: so many of the same relation, and of as many other relations each. */
  controls: { facts: 2, wordings: 2 },
  controlsElsewhere: { facts: 1, wordings: 2 },
  /** Of every relation, each in another of its wordings: what may fire a neuron. */
  firing: { facts: 20, wordings: 1 },
} as const satisfies Record<string, Asking>;

/** Facts that each half of a relation must have, that in which neurons are found and that in which they are measured. A plain choice. */
export const SPLIT = { leastFacts: 4 } as const;

/** Wordings of one fact at most; more would make the work long and the list unreadable. The library's facts have fewer. */
export const MOST_WORDINGS = 24;

/**
 * Draws of random neurons beside an effect, and of matched ones. Ours: an effect beyond all of 19 draws would come by chance
 * once in 20 times, so no verdict is spoken of fewer. Where draws only show a band, five do.
 */
export const DRAWS = {
  effect: 19,
  /** Beside the side effects of an edit, which are judged by the edit alone; other facts' neurons, too, are edited so often there. */
  elsewhere: 2,
  /** On the relation that is erased; and on all others, which no verdict on chance is spoken of. */
  erasure: 19,
  bystanders: 1,
  dose: 5,
  /** Beside the prediction of the one prompt that is asked. */
  reading: 19,
} as const;

/** What a verdict asks for (ours; src/experiments/verdict.ts says how). */
export const VERDICT = {
  /** Draws of random and of matched neurons from which on an effect beyond all of them is more than chance (p <= 0.05). */
  leastDraws: 19,
  /** Change of log-odds, in nats, up to which nothing changed: a quarter of a percentage point at P = 0.5. */
  nothing: 0.01,
  /** Share of the effect from which on a control does as much. Ours: less than a fifth apart is no difference to build on. */
  asMuch: 0.8,
  /** Share of the effect from which on it is found elsewhere, too. */
  elsewhere: 0.5,
  /** Share of a relation's first answers that change from which on it is erased rather than weakened. */
  erased: 0.5,
  /** Share of first answers that may change anywhere, and how unlikely more have to be to count (binomial, one-sided). */
  flips: { share: 0.05, level: 0.05 },
} as const;

/** Seed of the first draw; the next ones count up from it. */
export const SEED = 1;

/** Gains of a neuron's dose-response curve, 0 to 5, and the fewer ones at which its controls are read. */
export const GAINS = {
  curve: Array.from({ length: 21 }, (_, step) => step / 4),
  controls: [0, 0.5, 1, 1.5, 2, 3, 4, 5],
} as const;

/** Answers that are followed behind the target in a dose-response curve. */
export const COMPETITORS = 2;

/** First answers that the logit lens reads after each layer. */
export const LENS_ANSWERS = 3;

/** Neurons beyond which a dose-response curve has no controls: a box on the map, whose curve alone is enough. */
export const MOST_IN_BAND = 200;

/** An update (the paper, section 5.1). */
export const UPDATE = {
  /**
   * How much of the old answer is taken away, and of the new one added. Ours: the evaluation chooses it on facts that it does
   * not report, where nine in ten of the relation's other facts keep their answer (`EVALUATION.leastSpecificity`). With the
   * paper's 8 three in ten lose it, most to the new word.
   */
  lambdas: { lambda1: 1, lambda2: 2 },
  paper: { lambda1: 1, lambda2: 8 },
  /** Share of the relation's other facts from which on a neuron is spared (the paper). */
  sparedFrom: 0.1,
  /** Other facts that it has to serve at least. Ours: of ten facts or fewer, one alone is a tenth, and would spare nearly all. */
  sparedFacts: 2,
} as const;

/** An erasure. */
export const ERASURE = {
  /** Neurons that the paper erases of a relation (section 5.2). */
  paper: 20,
  /** Wordings of each fact that its order needs at least (the published code asks for at least three paraphrases). */
  leastWordings: 3,
  /**
   * Neurons in the order of `neuronsOwnTo`. Ours, chosen by looking, on an earlier built-in model with other facts, and kept
   * as it is whatever it does on this one.
   */
  own: 60,
  /** How many times over the other relations count against this one in that order (chosen with the number above). */
  othersWeight: 3,
} as const;

/**
 * What the paper found in bert-base-cased: knowledge neurons of a fact (table 3), and the mean change of the right answer's
 * probability, as a share of it, where they are silenced and doubled (section 4.3).
 */
export const PAPER_EFFECTS = { neuronsPerFact: 4.13, silenced: -0.2903, doubled: 0.3117 } as const;

/** Prompts that fire a neuron: named at each end. */
export const FIRING_NAMED = 5;

/** A list of prompts. */
export const PROMPT_LIST = {
  /** Prompts a call, so that what is found shows soon and is not lost where the work is stopped. */
  readTogether: 64,
  attributedTogether: 8,
  /** Share of the whole that reading takes, roughly. */
  readingShare: 0.05,
  /** Neurons kept of each prompt: those that reach the paper's share of the strongest, some at least and not all at most. */
  kept: { share: PAPER_THRESHOLDS.t, least: 8, most: 100 },
} as const;

/** Prompts that the command line attributes in the same waves: it has no interactive question to let in between. */
export const ATTRIBUTED_TOGETHER = 8;

/**
 * The evaluation, whose numbers models/report.json was made with; the same ones again, or its figures could not be
 * compared. They are larger than the page's, since nobody waits for them.
 */
export const EVALUATION = {
  /** Wordings of a fact: the held-out ones, and trained ones up to this. */
  wordings: 8,
  /** Completeness within a hundredth of P: finer than the thresholds on the scores need. */
  quadrature: within(1e-2),
  /** Gains that silence and amplify (the paper). */
  suppressed: 0,
  amplified: 2,
  /** Probability up to which doubling is looked at: it cannot raise one by much that is already near 1. */
  roomBelow: 0.8,
  /** Facts whose neurons are studied, and sentences of general text, unless told otherwise. */
  facts: 300,
  sentences: 2000,
  /** Probability of a first answer from which on the model is called sure of it. */
  sureFrom: 0.5,
  /** Words in a row that make a sentence a near-duplicate of a training sentence (a plain choice). */
  sharedRun: 10,
  /** Thresholds of EleutherAI's published neurons of bert-base-uncased, at which structure is compared (pararel_evaluate.py). */
  publishedThresholds: { t: 0.3, s: 0.3 },
  /** Lambdas of the new answer that are tried; the old one's stays `UPDATE.lambdas.lambda1`. */
  lambdas: [1, 2, 4, 8],
  /** Share of the relation's other facts that must keep their first answer for a lambda to be chosen (a plain choice). */
  leastSpecificity: 0.9,
  /** Facts of a relation that choose between those lambdas, and are not among the reported ones. */
  choosing: 3,
  /** Facts asked beside an update, in one wording each: others of the relation, and one of so many other relations. */
  neighbours: { own: 2, relations: 4 },
  /** Resamples of the bootstrap. */
  resamples: 2000,
  /** Seeds, by what is drawn. */
  seeds: { facts: 1, text: 2, neurons: 3, resamples: 4, choice: 5, controls: 6 },
  /** Tokens of a batch, padding included; the logits of a prompt are larger than all else that it needs. */
  batchTokens: 768,
  /** Token directions that go through the head at once. */
  headTogether: 64,
  /** Everyday prompts: answers listed of each. */
  listed: 5,
  /**
   * General text: one sentence in so many is kept from training, and half of those are the report's; the others are for
   * choosing between runs of a training (models/train/data.py holds the same rules).
   */
  heldOutOf: 200,
  reportedOf: 400,
  /** Its sentences by their tokens, and the share of those that is masked (as BERT was trained). */
  tokens: { from: 7, to: 80 },
  maskedShare: 0.15,
} as const;

/**
 * The neurons of bert-base-uncased that EleutherAI published (github.com/EleutherAI/knowledge-neurons,
 * bert_base_uncased_neurons/*.json at be1a84a: 27,610 facts in ParaRel's wordings, t = 0.3, s = 0.3), counted by us as the
 * evaluation counts its own: of all 39 relations, and of those that are in the library too.
 */
export const PUBLISHED_NEURONS = {
  model: 'bert-base-uncased',
  source: 'github.com/EleutherAI/knowledge-neurons@be1a84a, bert_base_uncased_neurons/*.json',
  allRelations: {
    relations: 39,
    facts: 27610,
    neuronsPerFact: 11.04,
    sharedWithinRelations: 3.03,
    sharedBetweenRelations: 0.406,
    commonestShare: 0.242,
    layers: [0.005, 0.003, 0.004, 0.01, 0.009, 0.015, 0.013, 0.101, 0.137, 0.206, 0.257, 0.24],
    topThird: 0.84,
    fromEighth: 0.941,
  },
  relationsOfLibrary: {
    relations: 24,
    facts: 17569,
    neuronsPerFact: 9.59,
    sharedWithinRelations: 3.15,
    sharedBetweenRelations: 0.357,
    commonestShare: 0.232,
    layers: [0.002, 0.001, 0.001, 0.005, 0.005, 0.013, 0.013, 0.098, 0.124, 0.209, 0.268, 0.26],
    topThird: 0.862,
    fromEighth: 0.96,
  },
} as const;

/** What a picture in another page's frame asks by itself: a prompt of so many tokens, a fact of so many wordings. Ours: about half a minute on one thread. */
export const ASKED_UNASKED = { tokens: 24, wordings: 20 } as const;
