/**
 * Messages, each with a way to put it away. They cover nothing: beside the map they stand below the left place, which
 * becomes shorter by their height, and on a narrow screen at the end of the page. What only informs goes by itself.
 */
import { RotateCw, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Notice } from '../state/notices';
import { useApp, useAppStore } from './store';
import { useSession } from './session';
import { IconButton } from './ui/IconButton';

/** Milliseconds that a message without a problem stays. */
const STAY = 20_000;

export function Notices() {
  const store = useAppStore();
  const notices = useApp((state) => state.notices);
  const prompt = useApp((state) => state.prompt);
  const room = useRef<HTMLElement>(null);
  useRoomFor(room);
  useEffect(() => store.getState().settle('question'), [store, prompt]);
  return (
    <section ref={room} className="notices" aria-label="Messages" aria-live="polite">
      <EngineTrouble />
      {notices.map((notice) => (
        <Message key={notice.id} {...notice} />
      ))}
    </section>
  );
}

/** Tells the stylesheet how much room the messages need. */
function useRoomFor(element: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const section = element.current;
    if (!section) return;
    const observer = new ResizeObserver(() =>
      document.documentElement.style.setProperty('--notices', `${section.offsetHeight}px`),
    );
    observer.observe(section);
    return () => observer.disconnect();
  }, [element]);
}

function Message({ id, tone, text, action, alternative, waits = false }: Notice) {
  const store = useAppStore();
  useEffect(() => {
    if (tone === 'problem' || waits) return;
    const timer = setTimeout(() => store.getState().dismissNotice(id), STAY);
    return () => clearTimeout(timer);
  }, [store, id, tone, waits]);
  const actions = [action, alternative].filter((option) => option !== undefined);
  return (
    <div className={`notice ${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <p>{text}</p>
      <IconButton name="Dismiss message" small onClick={() => store.getState().dismissNotice(id)}>
        <X size={14} aria-hidden />
      </IconButton>
      {actions.length > 0 && (
        <div className="notice-actions">
          {actions.map(({ label, run }) => (
            <button
              key={label}
              type="button"
              className="button small"
              onClick={() => {
                store.getState().dismissNotice(id);
                run();
              }}
            >
              {label}
            </button>
          ))}
        </div>
      )}
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
      <div className="notice-actions">
        <button type="button" className="button small" onClick={session.restart}>
          <RotateCw size={12} aria-hidden /> Try again
        </button>
      </div>
    </div>
  );
}
