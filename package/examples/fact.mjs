// The knowledge neurons of a fact of the library, and the fact taught another answer.
import { openLibrary, openModel } from 'engram';

const [model, library] = await Promise.all([openModel(), openLibrary()]);
const [fact] = await model.factsOf(library.relation('P36'), { subject: 'France', wordings: 6 });
if (!fact) throw new Error('The library has no such fact.');

const { neurons, thresholds } = await model.neuronsOfFact(fact);
console.log(
  `${neurons.length} neurons reach t = ${thresholds.t} in s = ${thresholds.s} of ${fact.prompts.length} wordings`,
);

// Beside its controls: three draws are quick; the 19 that are drawn without a number are the least that a verdict asks for.
const { edits, verdict } = await model.updateFact(fact, { to: 'berlin', draws: 3 });
console.log(verdict.text);
const { after } = await model.predict('The capital of France is [MASK].', { edits, top: 2 });
console.log(after.top.map(({ token, probability }) => `${token} ${probability.toFixed(3)}`).join(', '));

await model.close();
