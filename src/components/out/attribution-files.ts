/** An attribution as files for other programs. Those of an edited model say so: the JSON by its edits, each by its name. */
import { countActive } from '../../knowledge/edits/edit-list';
import { fileNameOf, tableAbout, type AboutPicture } from '../../figures/about';
import { csvOf, single } from '../../figures/table';
import type { AnswerOf } from '../../state/answers';
import { refOf } from '../../state/neurons';
import type { ModelInfo } from '../../worker/api';

export interface AttributionFile {
  readonly name: string;
  readonly text: string;
}

/** A neuron a row, with what was asked of which model. */
export function attributionTable({ about, value }: AnswerOf<'attribution'>, info: ModelInfo): AttributionFile {
  const { scores, activations, target } = value;
  const asked: AboutPicture = {
    model: info.name,
    hash: info.hash,
    asked: about.prompt,
    target: target.token,
    edits: countActive(about.edits),
  };
  const rows = Array.from(scores, (score, index) => {
    const { layer, neuron } = refOf(index, info.config.intermediateSize);
    return [layer, neuron, single(score), single(activations[index] ?? NaN)];
  });
  const table = tableAbout(asked, ['layer', 'neuron', 'attribution', 'activation'], rows);
  return { name: `${fileNameOf('attributions', asked)}.csv`, text: csvOf(table) };
}

export function attributionJson({ about, value }: AnswerOf<'attribution'>, info: ModelInfo): AttributionFile {
  const { id, token, probability } = value.target;
  const document = {
    model: { id: info.id, hash: info.hash },
    edits: about.edits,
    prompt: about.prompt,
    target: { id, token, probability },
    method: value.method,
    points: value.points,
    completeness: value.completeness,
    neuronsPerLayer: info.config.intermediateSize,
    scores: Array.from(value.scores),
    activations: Array.from(value.activations),
  };
  return { name: `${nameFor(about)}.json`, text: `${JSON.stringify(document)}\n` };
}

function nameFor({ edits }: AnswerOf<'attribution'>['about']): string {
  return countActive(edits) > 0 ? 'engram-attributions-edited' : 'engram-attributions';
}
