/** An attribution as files for other programs. Those of an edited model say so: the JSON by its edits, each by its name. */
import { countActive } from '../../knowledge/edits/edit-list';
import { attributionCsv } from '../../knowledge/exports/attribution-table';
import type { AnswerOf } from '../../state/answers';
import type { ModelInfo } from '../../worker/api';

export interface AttributionFile {
  readonly name: string;
  readonly text: string;
}

export function attributionTable({ about, value }: AnswerOf<'attribution'>, info: ModelInfo): AttributionFile {
  const { scores, activations } = value;
  return { name: `${nameFor(about)}.csv`, text: attributionCsv(scores, activations, info.config.intermediateSize) };
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
