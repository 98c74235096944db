/** The list of prompts, worked through from where it stands; what is found is shown as it comes. */
import { workThroughPrompts, type ResultsByPrompt } from '../../experiments/prompt-list';
import { freshOf, QUESTIONS } from '../../state/questions';
import type { Work } from './work';

export const promptsWork: Work = {
  hangsOn: (state) => {
    const { promptList, info } = state;
    return promptList && info && { ...QUESTIONS.promptResults.about(state), promptList };
  },
  async run({ model, course, show }, state) {
    const { promptList } = state;
    const about = QUESTIONS.promptResults.about(state);
    if (!promptList || !about) return {};
    const request = {
      prompts: promptList.prompts,
      edits: about.edits,
      known: freshOf(state, 'promptResults') ?? [],
      onFound: (value: ResultsByPrompt) => show({ promptResults: { about, value } }),
    };
    await workThroughPrompts(model, request, course);
    return {};
  },
};
