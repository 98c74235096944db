/** The prompt as text, a button that puts the gap at the caret, and the tokens that the model sees. */
import type { State } from '../../state/store';
import { useRef } from 'react';
import { useApp, useAppStore } from '../store';
import { TokenChips } from './TokenChips';

const MASK = '[MASK]';

/** What is wrong with the prompt as it stands. */
function problemOf({ prompt, pending: { reading } }: State): string | null {
  return reading && 'error' in reading && reading.about.prompt === prompt ? reading.error.message : null;
}

export function PromptField() {
  const store = useAppStore();
  const prompt = useApp((state) => state.prompt);
  const problem = useApp(problemOf);
  const field = useRef<HTMLTextAreaElement>(null);

  const putMask = () => {
    const input = field.current;
    if (!input) return;
    // Exactly one gap: the old one moves to the caret.
    const start = input.selectionStart;
    const before = prompt.slice(0, start).replaceAll(MASK, '');
    const after = prompt.slice(input.selectionEnd).replaceAll(MASK, '');
    const space = before !== '' && !/\s$/.test(before) ? ' ' : '';
    store.getState().setPrompt(`${before}${space}${MASK}${after}`.replace(/ {2,}/g, ' '));
    const caret = before.length + space.length + MASK.length;
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(caret, caret);
    });
  };

  return (
    <div className="prompt">
      <div className="prompt-box" data-problem={problem !== null}>
        <div className="prompt-grow" data-text={`${prompt}\u200b`}>
          <textarea
            ref={field}
            aria-label="Prompt"
            aria-describedby="prompt-problem"
            aria-invalid={problem !== null}
            rows={1}
            spellCheck={false}
            placeholder="The capital of Norway is [MASK]."
            value={prompt}
            onChange={(event) => store.getState().setPrompt(event.target.value.replace(/\n/g, ' '))}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        </div>
        <button type="button" className="mask-button mono" onClick={putMask} aria-label="Put [MASK] at the caret">
          {MASK}
        </button>
      </div>
      <p id="prompt-problem" className="problem prompt-problem" role="status">
        {problem}
      </p>
      <TokenChips />
    </div>
  );
}
