import { expect, it } from 'vitest';
import { modelInfo } from '../../fixtures/model-info';
import { NO_EDITS, parseEdits, type EditsDocument } from '../../knowledge/edits/edits';
import type { AnswerOf } from '../../state/answers';
import { attributionJson, attributionTable } from './attribution-files';

const info = modelInfo({ hash: 'abc', config: { layers: 1, intermediateSize: 2 } });
const under = (edits: EditsDocument): AnswerOf<'attribution'> => ({
  about: { model: 'abc', prompt: 'A [MASK].', target: 7, edits },
  value: {
    method: 'adaptive',
    points: [4],
    activations: Float32Array.of(1, 2),
    scores: Float32Array.of(0.5, 0),
    completeness: { expected: [0.5], sum: [0.5], residual: 0, converged: true },
    maskIndex: 2,
    target: { id: 7, token: 'paris', probability: 0.6 },
    milliseconds: 1,
  },
});

it('an attribution of the edited model leaves the page with its edits', () => {
  const silenced: EditsDocument = { ...NO_EDITS, neurons: [{ layer: 0, neuron: 1, gain: 0, at: 'mask' }] };
  const { name, text } = attributionJson(under(silenced), info);
  expect(name).toBe('engram-attributions-edited.json');
  const { edits, ...others } = JSON.parse(text) as { edits: unknown };
  expect(parseEdits(edits)).toEqual(silenced);
  expect(others).toMatchObject({ prompt: 'A [MASK].', target: { token: 'paris' }, scores: [0.5, 0] });
  expect(attributionTable(under(silenced), info).name).toBe('engram-attributions-a-paris-1-edit.csv');
});

it('one of the model as it was trained says that there are none', () => {
  const { name, text } = attributionJson(under(NO_EDITS), info);
  expect(name).toBe('engram-attributions.json');
  expect((JSON.parse(text) as { edits: unknown }).edits).toEqual(NO_EDITS);
  expect(attributionTable(under(NO_EDITS), info)).toEqual({
    name: 'engram-attributions-a-paris.csv',
    text: [
      '\uFEFFprompt,target,layer,neuron,attribution,activation,edits,model,model_hash',
      `A [MASK].,paris,0,0,0.5,1,0,${info.name},abc`,
      `A [MASK].,paris,0,1,0,2,0,${info.name},abc`,
      '',
    ].join('\r\n'),
  });
});
