// Which neurons does an answer come from, and what happens without them?
import { openModel, silence } from 'engram';

const PROMPT = 'The capital of France is [MASK].';
const model = await openModel();
console.log(`${model.about.name}: ${model.about.config.layers} layers; ${model.runsOn.reason}`);

const { scores, completeness, target } = await model.attribute(PROMPT, { target: 'paris' });
const neurons = model.strongest(scores, 20);
console.log(
  `P(${target.token}) = ${target.probability.toFixed(3)}, residual ${completeness.residual.toExponential(0)}`,
);
for (const { layer, neuron, score } of neurons.slice(0, 3))
  console.log(`layer ${layer} neuron ${neuron}: ${score.toFixed(4)}`);

const edits = silence(neurons);
const { before, after } = await model.predict(PROMPT, { target: 'paris', edits });
console.log(`silenced: ${before.target?.probability.toFixed(3)} -> ${after.target?.probability.toFixed(3)}`);

const [strongest] = neurons;
const { gains, target: probabilities } = await model.dose(PROMPT, {
  neurons: [strongest],
  gains: [0, 1, 2, 5],
  target: 'paris',
});
gains.forEach((gain, i) => console.log(`gain ${gain}: ${probabilities[i].toFixed(3)}`));
const { before: said } = await model.says(strongest, { count: 5 });
console.log(`it says: ${said.top.map(({ token: word }) => word).join(', ')}`);

await model.close();
