/** A list to try the room with: one relation in two wordings, and others beside it, so that some neurons come up again. */
export const SAMPLE = {
  name: 'sample.csv',
  text: `prompt,target
The capital of France is [MASK].,paris
The capital of Japan is [MASK].,tokyo
The capital of Egypt is [MASK].,cairo
The capital of Norway is [MASK].,oslo
The capital of Italy is [MASK].,rome
The capital of Cuba is [MASK].,havana
Vienna is the capital of [MASK].,austria
Lima is the capital of [MASK].,peru
The official language of Brazil is [MASK].,portuguese
The official language of Austria is [MASK].,german
He went to the shop to buy some [MASK].,
She was so tired that she fell [MASK].,asleep
`,
};
