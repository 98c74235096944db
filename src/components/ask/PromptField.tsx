/** The prompt of the open room, and the tokens that the model sees. */
import type { State } from '../../state/store';
import { useApp, useAppStore } from '../store';
import { PromptBox } from './PromptBox';
import { TokenChips } from './TokenChips';

/** What is wrong with the prompt as it stands. */
function problemOf({ prompt, pending: { reading } }: State): string | null {
  return reading && 'error' in reading && reading.about.prompt === prompt ? reading.error.message : null;
}

export function PromptField() {
  const store = useAppStore();
  const prompt = useApp((state) => state.prompt);
  const problem = useApp(problemOf);
  return (
    <div className="prompt">
      <PromptBox name="Prompt" id="prompt" value={prompt} problem={problem} onChange={store.getState().setPrompt} />
      <TokenChips />
    </div>
  );
}
