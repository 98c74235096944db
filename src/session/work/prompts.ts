/**
 * Works through a list of prompts: first what the model says to each of them, which is quick, then the attribution of each.
 * What is found is shown as it comes and kept where the work is stopped, so that it goes on from there.
 */
import { messageOf } from '../../errors';
import type { RemoteEngine } from '../../worker/client';
import { lastOf } from '../../state/memo';
import { activeEdits } from '../../state/edits';
import type { PromptList } from '../../state/prompts';
import { areCurrent, type PromptResult } from '../../state/prompts';
import { SET_QUADRATURE } from './evidence';
import type { Work } from './work';

/** Prompts a call. */
const READ_TOGETHER = 64;
const ATTRIBUTED_TOGETHER = 8;
/** Share of the whole that reading takes, roughly. */
const READING = 0.05;
/** Neurons kept of each prompt. */
const STRONGEST = 8;
const NO_CONTROLS = { draws: 0, seed: 0, activationPrompt: null };

const keyFor = lastOf((...about: readonly unknown[]) => JSON.stringify(about));

export const promptsWork: Work = {
  keyOf: (state) => {
    const { promptList, info } = state;
    return promptList && info ? keyFor(promptList, info.hash, activeEdits(state)) : null;
  },
  async run({ api, job, progress, show }, state) {
    const { promptList: list, info } = state;
    if (!list || !info) return {};
    const edits = activeEdits(state);
    const found: (PromptResult | null)[] = list.prompts.map((_, index) =>
      areCurrent(state) ? (state.promptResults?.found[index] ?? null) : null,
    );
    const publish = () => show({ promptResults: { hash: info.hash, edits, found: [...found] } });

    const unread = indicesOf(found, (result) => result === null);
    for (const [batch, share] of batchesOf(unread, READ_TOGETHER)) {
      const targets = await Promise.all(batch.map((index) => checkPrompt(api, list, index)));
      const usable = batch.flatMap((index, i) => {
        const target = targets[i];
        if (typeof target === 'object' && target !== null) found[index] = target;
        return typeof target === 'number' || target === null
          ? [{ index, probe: { prompt: list.prompts[index]!.prompt, target } }]
          : [];
      });
      if (usable.length > 0) {
        const groups = [{ name: 'list', probes: usable.map(({ probe }) => probe) }];
        const compared = await api.compare(
          job,
          { edits, groups, controls: NO_CONTROLS },
          progress(READING * share.from, READING * share.to),
        );
        compared.groups[0]?.readings.after.forEach(({ top, watched }, i) => {
          const [target] = watched;
          const index = usable[i]?.index;
          if (target && index !== undefined) {
            found[index] = {
              target: { id: target.id, token: target.token, probability: target.probability },
              rank: target.rank,
              top,
              evidence: null,
            };
          }
        });
      }
      publish();
    }

    const unattributed = indicesOf(
      found,
      (result) => result !== null && !('problem' in result) && result.evidence === null,
    );
    for (const [batch, { from, to }] of batchesOf(unattributed, ATTRIBUTED_TOGETHER)) {
      const questions = batch.map((index) => ({ prompt: list.prompts[index]!.prompt, target: targetOf(found[index]) }));
      const part = progress(READING + (1 - READING) * from, READING + (1 - READING) * to);
      const { evidence } = await api.evidence(job, { questions, quadrature: SET_QUADRATURE, edits }, part);
      evidence.forEach(({ attribution, residual, converged }, i) => {
        const index = batch[i];
        const read = index === undefined ? null : found[index];
        if (index === undefined || !read || 'problem' in read) return;
        found[index] = { ...read, evidence: { neurons: attribution.neurons.slice(0, STRONGEST), residual, converged } };
      });
      publish();
    }
    return {};
  },
};

/** The target's id, null where the model's own first answer is followed, or why the prompt cannot be asked. */
async function checkPrompt(
  api: RemoteEngine,
  list: PromptList,
  index: number,
): Promise<number | null | { readonly problem: string }> {
  const { prompt, target } = list.prompts[index]!;
  try {
    const { problem } = await api.tokenize(prompt);
    if (problem !== null) return { problem };
    if (target === null) return null;
    const word = await api.lookUp(target);
    return word.ok ? word.token.id : { problem: word.problem };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function targetOf(result: PromptResult | null | undefined): number {
  if (!result || 'problem' in result) throw new Error('Only what was read can be attributed.');
  return result.target.id;
}

function indicesOf<T>(list: readonly T[], is: (value: T) => boolean): readonly number[] {
  return list.flatMap((value, index) => (is(value) ? [index] : []));
}

/** Each batch with its share of the whole. */
function batchesOf(
  list: readonly number[],
  size: number,
): readonly (readonly [readonly number[], { readonly from: number; readonly to: number }])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => {
    const batch = list.slice(i * size, (i + 1) * size);
    return [batch, { from: (i * size) / list.length, to: (i * size + batch.length) / list.length }] as const;
  });
}
