/**
 * The protocol of every experiment: how many facts, wordings, draws and points, from which seed, and from which share on
 * something counts. The page, the command line and the evaluation take these numbers from here, so that they do the same.
 * Each says where it is from: the paper (Dai et al. 2022, "Knowledge Neurons in Pretrained Transformers"), its published
 * code, a measurement of ours, or a plain choice. What the page may show, and how long it waits, is not protocol.
 */
import type { Quadrature } from '../knowledge/paths/attribution';

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
  /** A relation's facts, for their sets: a neuron has to matter in both wordings, as s is 0.7 as a rule. */
  relation: { facts: 12, wordings: 2 },
  /** Facts of each relation, for the average that a relation's own neurons are held against. */
  elsewhere: { facts: 2, wordings: 1 },
  /** Beside a fact that is edited: other facts of its relation, and facts of each other relation. */
  siblings: { facts: 12, wordings: 1 },
  strangers: { facts: 2, wordings: 1 },
  /** Of every relation, before and after an erasure. */
  erasure: { facts: 8, wordings: 1 },
  /** Of every relation, each in another of its wordings: what may fire a neuron. */
  firing: { facts: 20, wordings: 1 },
} as const satisfies Record<string, Asking>;

/** Wordings of one fact at most; more would make the work long and the list unreadable. The library's facts have fewer. */
export const MOST_WORDINGS = 24;

/** Draws of random neurons beside an effect. Ours: five show the band, and a whole erasure is too long for more than two. */
export const DRAWS = {
  effect: 5,
  erasure: 2,
  dose: 5,
  /** Beside the prediction of the one prompt that is asked, which takes no time. */
  reading: 8,
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
  /** How much of the old answer is taken away, and of the new one added. */
  lambdas: { lambda1: 1, lambda2: 8 },
  /** Share of the relation's other facts from which on a neuron is spared. */
  sparedFrom: 0.1,
} as const;

/** An erasure. */
export const ERASURE = {
  /** Neurons that the paper erases of a relation (section 5.2). */
  paper: 20,
  /** Neurons in the order of `neuronsOwnTo`: each does less, and the others are hardly harmed (chosen on the built-in model). */
  own: 60,
  /** How many times over the other relations count against this one in that order (chosen with the number above). */
  othersWeight: 3,
} as const;

/** Prompts that fire a neuron: named at each end. */
export const FIRING_NAMED = 5;

/** A list of prompts. */
export const PROMPT_LIST = {
  /** Prompts a call, so that what is found shows soon and is not lost where the work is stopped. */
  readTogether: 64,
  attributedTogether: 8,
  /** Share of the whole that reading takes, roughly. */
  readingShare: 0.05,
  /** Neurons kept of each prompt. */
  strongest: 8,
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
  /** Pairs of facts whose shared neurons are counted. */
  pairs: 5000,
  /** Facts whose neurons are studied, and sentences of general text, unless told otherwise. */
  facts: 300,
  sentences: 2000,
  /** Resamples of the bootstrap. */
  resamples: 2000,
  /** Seeds, by what is drawn. */
  seeds: { facts: 1, text: 2, neurons: 3 },
  /** Tokens of a batch, padding included; the logits of a prompt are larger than all else that it needs. */
  batchTokens: 768,
  /** Token directions that go through the head at once. */
  headTogether: 64,
  /** Everyday prompts: answers listed of each. */
  listed: 5,
  /** General text: one sentence in so many is kept from training (models/train/data.py holds the same rule). */
  heldOutOf: 200,
  /** Its sentences by their tokens, and the share of those that is masked (as BERT was trained). */
  tokens: { from: 7, to: 80 },
  maskedShare: 0.15,
} as const;
