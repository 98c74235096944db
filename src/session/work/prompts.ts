/** The list of prompts, worked through from where it stands; what is found is shown as it comes. */
import { workThroughPrompts, type ResultsByPrompt } from '../../experiments/prompt-list';
import { activeEdits } from '../../state/edits';
import { lastOf } from '../../state/memo';
import { areCurrent } from '../../state/prompts';
import type { Work } from './work';

const keyFor = lastOf((...about: readonly unknown[]) => JSON.stringify(about));

export const promptsWork: Work = {
  keyOf: (state) => {
    const { promptList, info } = state;
    return promptList && info ? keyFor(promptList, info.hash, activeEdits(state)) : null;
  },
  async run({ model, course, show }, state) {
    const { promptList, promptResults } = state;
    if (!promptList) return {};
    const edits = activeEdits(state);
    const request = {
      prompts: promptList.prompts,
      edits,
      known: areCurrent(state) ? (promptResults?.found ?? []) : [],
      onFound: (found: ResultsByPrompt) => show({ promptResults: { hash: model.hash, edits, found } }),
    };
    await workThroughPrompts(model, request, course);
    return {};
  },
};
