/** Messages above the page, each with a way to put it away. What only informs goes by itself after a while. */
import { RotateCw, X } from 'lucide-react';
import { useEffect } from 'react';
import type { Notice } from '../state/notices';
import { useApp, useAppStore } from './store';
import { useSession } from './session';
import { IconButton } from './ui/IconButton';

/** Milliseconds that a message without a problem stays. */
const STAY = 20_000;

export function Notices() {
  const notices = useApp((state) => state.notices);
  return (
    <section className="notices" aria-label="Messages" aria-live="polite">
      <EngineTrouble />
      {notices.map((notice) => (
        <Message key={notice.id} {...notice} />
      ))}
    </section>
  );
}

function Message({ id, tone, text, action }: Notice) {
  const store = useAppStore();
  useEffect(() => {
    if (tone === 'problem') return;
    const timer = setTimeout(() => store.getState().dismissNotice(id), STAY);
    return () => clearTimeout(timer);
  }, [store, id, tone]);
  return (
    <div className={`notice ${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className="button small"
          onClick={() => {
            store.getState().dismissNotice(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton name="Dismiss message" small onClick={() => store.getState().dismissNotice(id)}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

/** On a narrow screen the map, where this stands otherwise, may not be in sight. */
function EngineTrouble() {
  const model = useApp((state) => state.model);
  const session = useSession();
  if (model.stage !== 'failed' && model.stage !== 'crashed') return null;
  return (
    <div className="notice problem narrow-only" role="alert">
      <p>{model.message}</p>
      <button type="button" className="button small" onClick={session.restart}>
        <RotateCw size={12} aria-hidden /> Try again
      </button>
    </div>
  );
}
