// A link that opens in the page with a prompt and edits, and back.
import { openModel, silence } from 'engram';
import { decodeLink, encodeLink } from 'engram/link';

const model = await openModel();
const fragment = encodeLink({
  modelId: 'builtin',
  modelHash: model.about.hash,
  prompt: 'The capital of France is [MASK].',
  target: 'paris',
  edits: silence([{ layer: 4, neuron: 670 }]),
  view: { colour: 'change' },
});
console.log(fragment);

const opened = decodeLink(fragment);
if (!opened?.ok) throw new Error(opened?.message ?? 'This is no link.');
console.log(opened.state.edits.neurons.length, 'edit');

await model.close();
