/** Any model of the Hugging Face Hub, by its name or the address of its page, at a branch, tag or commit. */
import { useState, type FormEvent } from 'react';
import { parseHubAddress } from '../../hub/address';
import type { FoundSource } from '../../worker/api';

export function FromHub({ onLook }: { onLook(source: FoundSource): void }) {
  const [text, setText] = useState('');
  const [revision, setRevision] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = revision.trim();
    const address = parseHubAddress(typed === '' ? text : `${text.trim().replace(/@.*$/, '')}@${typed}`);
    if (!address) {
      setProblem(
        'This is no model’s name. Expected something like google-bert/bert-base-cased, or the address of its page.',
      );
      return;
    }
    setProblem(null);
    onLook({ kind: 'hub', ...address });
  };
  return (
    <form className="from-hub" onSubmit={submit}>
      <label>
        <span>Any model of the Hugging Face Hub</span>
        <input
          className="field mono"
          placeholder="owner/name"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby="from-hub-problem"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
      </label>
      <label>
        <span>Revision</span>
        <input
          className="field mono"
          placeholder="main"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={revision}
          onChange={(event) => setRevision(event.target.value)}
        />
      </label>
      <button type="submit" className="button" disabled={text.trim() === ''}>
        Look up
      </button>
      <p id="from-hub-problem" className="problem" role="status">
        {problem}
      </p>
    </form>
  );
}
