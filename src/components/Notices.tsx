/** Messages above the page, each with a way to put it away. */
import { X } from 'lucide-react';
import { store, useApp } from '../state/store';
import { IconButton } from './ui/IconButton';

export function Notices() {
  const notices = useApp((state) => state.notices);
  return (
    <section className="notices" aria-label="Messages" aria-live="polite">
      {notices.map(({ id, tone, text, action }) => (
        <div key={id} className={`notice ${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
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
      ))}
    </section>
  );
}
