/** Prompts to start from, by what they ask about. All of them are answered rightly by the built-in model. */
export interface ExampleGroup {
  readonly title: string;
  readonly prompts: readonly string[];
}

/** Not a fact, but a good first look: many layers take part in it, and a few neurons decide. */
export const FIRST_PROMPT = 'I drink a cup of [MASK] every morning.';

export const EXAMPLES: readonly ExampleGroup[] = [
  {
    title: 'Everyday',
    prompts: [FIRST_PROMPT, 'She wore a red [MASK] to the party.', 'He paid for the meal with his credit [MASK].'],
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
