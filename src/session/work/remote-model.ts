/** The engine in its worker as the model that the procedures of src/experiments ask; every call belongs to one job. */
import { proxy } from 'comlink';
import type { AskedModel } from '../../experiments/asked-model';
import type { Course } from '../../experiments/course';
import type { OnWork } from '../../worker/api';
import type { RemoteEngine } from '../../worker/client';

/** @param hash the model's that is loaded. */
export function remoteModel(api: RemoteEngine, job: string, hash: string): AskedModel {
  return {
    hash,
    tokenIds: (words) => api.lookUpAll(words),
    problemOf: async (prompt) => (await api.tokenize(prompt)).problem,
    lookUp: (word) => api.lookUp(word),
    evidence: async (request, course) => (await api.evidence(job, request, followed(course))).evidence,
    compare: (request, course) => api.compare(job, request, followed(course)),
    firing: (request, course) => api.firing(job, request, followed(course)),
    attention: (request, course) => api.attention(job, request, followed(course)),
  };
}

/** A callback that may cross to the worker. */
function followed({ onShare }: Course): OnWork {
  return proxy(({ done, total }) => onShare?.(done / Math.max(1, total)));
}
