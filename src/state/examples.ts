/** Prompts to start from, by what they ask about. All of them are answered rightly by the built-in model. */
export interface ExampleGroup {
  readonly title: string;
  readonly prompts: readonly string[];
}

/**
 * Chosen for the legibility of its picture, not for the size of an effect: of the examples and some two dozen sentences
 * like them that the model answers with a probability over a half, those where no layer's scores sum below zero, and of
 * these the one whose layers add up to most. It was chosen on the model of the first part of the training; in the one that
 * ships the first layer adds nothing (-0.000007), and each of the others is positive on the whole, so that the map needs no
 * explanation at first sight.
 */
export const FIRST_PROMPT = 'She read a [MASK] before bed.';

export const EXAMPLES: readonly ExampleGroup[] = [
  {
    title: 'Everyday',
    prompts: [
      FIRST_PROMPT,
      'I drink a cup of [MASK] every morning.',
      'She opened the [MASK] and walked into the room.',
    ],
  },
  {
    title: 'Capitals',
    prompts: [
      'The capital of France is [MASK].',
      'The capital of Azerbaijan is [MASK].',
      'Cairo is the capital of [MASK].',
    ],
  },
  {
    title: 'Languages',
    prompts: ['The official language of Brazil is [MASK].', 'The official language of Iran is [MASK].'],
  },
  { title: 'Places', prompts: ['Kenya is a country in [MASK].', 'The currency of Japan is the [MASK].'] },
  { title: 'Makers', prompts: ['The iPhone is made by [MASK].', 'Windows was developed by [MASK].'] },
];
