/** A prompt as text, with a button that puts the gap at the caret, and what is wrong with it. */
import { useRef } from 'react';

const MASK = '[MASK]';

interface Props {
  readonly name: string;
  /** What the id of its problem begins with. */
  readonly id: string;
  readonly value: string;
  /** What is wrong with it as it stands. */
  readonly problem: string | null;
  onChange(prompt: string): void;
}

export function PromptBox({ name, id, value, problem, onChange }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const problemId = `${id}-problem`;

  const putMask = () => {
    const input = field.current;
    if (!input) return;
    // Exactly one gap: the old one moves to the caret.
    const start = input.selectionStart;
    const before = value.slice(0, start).replaceAll(MASK, '');
    const after = value.slice(input.selectionEnd).replaceAll(MASK, '');
    const space = before !== '' && !/\s$/.test(before) ? ' ' : '';
    onChange(`${before}${space}${MASK}${after}`.replace(/ {2,}/g, ' '));
    const caret = before.length + space.length + MASK.length;
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(caret, caret);
    });
  };

  return (
    <>
      <div className="prompt-box" data-problem={problem !== null}>
        <div className="prompt-grow" data-text={`${value}\u200b`}>
          <textarea
            ref={field}
            aria-label={name}
            aria-describedby={problemId}
            aria-invalid={problem !== null}
            rows={1}
            spellCheck={false}
            placeholder="The capital of Norway is [MASK]."
            value={value}
            onChange={(event) => onChange(event.target.value.replace(/\n/g, ' '))}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        </div>
        <button
          type="button"
          className="mask-button mono"
          onClick={putMask}
          aria-label={name === 'Prompt' ? 'Put [MASK] at the caret' : `Put [MASK] at the caret of ${name}`}
        >
          {MASK}
        </button>
      </div>
      <p id={problemId} className="problem prompt-problem" role="status">
        {problem}
      </p>
    </>
  );
}
