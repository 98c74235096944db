/**
 * The numbers of the measures themselves: the published thresholds, and how much runs at once, which is a matter of the
 * device's memory and of who else is waiting, not of what comes out. What is asked in experiments, how often and how
 * exactly stands in src/experiments/protocol.ts.
 */

/** Shares that make a knowledge neuron (Dai et al. 2022): of a wording's largest score, and of the wordings. */
export const PAPER_THRESHOLDS = { t: 0.2, s: 0.7 } as const;

/**
 * The same where neurons are ranked by their activation (the paper's baseline, which it gives no threshold of its own). Ours:
 * activations of one map lie closer together than its attributions, so that a fifth of the largest would choose very many.
 */
export const ACTIVATION_THRESHOLDS = { t: 0.5, s: PAPER_THRESHOLDS.s } as const;

/** How the published code of Dai et al. moves s: in such steps, until the mean set is of that size. */
export const ADJUSTMENT = { step: 0.05, from: 2, to: 5 } as const;

/**
 * What is kept of a ranking (our choice): thresholds go down to a twentieth of the largest score, and a ranking that was cut
 * at 400 neurons says so.
 */
export const KEPT_OF_RANKING = { least: 0.05, most: 400 } as const;

/**
 * Prompts that share a pass (our choice): enough to fill the matrix products, few enough that an interactive
 * question gets in between and that the device's memory holds them. An attribution is many passes by itself; positions
 * are tokens of one prompt, and the batch holds all rows of it for each. Documents are edits under which a batch of probes
 * is run before any of it is read. Words are of neurons, a row of the decoder each.
 *
 * A GPU answers in one round trip whatever was asked for together, so there it is more. Attributions no more than 8: their
 * prompts are padded to the longest, which for the library's wordings adds a tenth to the work, and a fifth for 16.
 */
export const TOGETHER = {
  cpu: { probes: 16, documents: 1, firing: 16, attribution: 4, positions: 16, words: 32 },
  gpu: { probes: 16, documents: 8, firing: 16, attribution: 8, positions: 16, words: 128 },
} as const;

/** Memory that activations kept for other neurons may take: those of 1365 prompts in a base model. */
export const FIRING_BYTES = 192 * 2 ** 20;

/**
 * A matched control is drawn from so many neurons of the same layer, those nearest in |a| |v| (ours): enough for draws to
 * differ, few enough that all are about as loud, as far as a layer has any that are.
 */
export const MATCHED_AMONG = 10;

/** Directions of answers whose products with all value vectors are kept (our choice): the answers of a page's facts. */
export const KEPT_PUSHES = 32;
