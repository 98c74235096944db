/** What went wrong, in place and small. An embed has no messages that only inform. */
import { useApp, useAppStore } from '../store';

export function EmbedProblems() {
  const store = useAppStore();
  const notices = useApp((state) => state.notices);
  const problems = notices.filter(({ tone }) => tone === 'problem');
  if (problems.length === 0) return null;
  return (
    <section className="embed-problems" aria-label="Problems" aria-live="polite">
      {problems.map(({ id, text, action }) => (
        <p key={id} className="problem">
          {text}
          {action && (
            <button
              type="button"
              className="text-button"
              onClick={() => {
                store.getState().dismissNotice(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </p>
      ))}
    </section>
  );
}
