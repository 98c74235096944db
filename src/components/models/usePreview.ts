/** Looks at a model before it is loaded; of several looks only the newest counts. */
import { useRef, useState } from 'react';
import { messageOf } from '../../errors';
import type { FoundSource, ModelPreview } from '../../worker/api';
import { useSession } from '../session';

export interface Look {
  readonly source: FoundSource;
  /** Null while it is looked up. */
  readonly preview: ModelPreview | null;
  readonly error: string | null;
}

export function usePreview() {
  const session = useSession();
  const [look, setLook] = useState<Look | null>(null);
  const newest = useRef<FoundSource | null>(null);
  const show = (next: Look | null) => {
    newest.current = next?.source ?? null;
    setLook(next);
  };
  const inspect = async (source: FoundSource) => {
    show({ source, preview: null, error: null });
    try {
      const preview = await session.inspect(source);
      if (newest.current === source) setLook({ source, preview, error: null });
    } catch (error) {
      if (newest.current === source) setLook({ source, preview: null, error: messageOf(error) });
    }
  };
  return { look, inspect, forget: () => show(null) };
}
