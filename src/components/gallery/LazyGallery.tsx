/** The gallery is fetched when it is first opened; from then on it is there. */
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useApp, useAppStore } from '../store';

const Panel = lazy(async (): Promise<{ default: () => ReactNode }> => {
  try {
    return { default: (await import('./GalleryPanel')).GalleryPanel };
  } catch {
    return { default: Missing };
  }
});

export function LazyGallery() {
  const open = useApp((state) => state.galleryOpen !== null);
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  return wanted ? (
    <Suspense fallback={null}>
      <Panel />
    </Suspense>
  ) : null;
}

/** It could not be fetched: says so, each time that it is asked for. */
function Missing(): ReactNode {
  const store = useAppStore();
  const open = useApp((state) => state.galleryOpen !== null);
  useEffect(() => {
    if (!open) return;
    const { setGalleryOpen, notify } = store.getState();
    setGalleryOpen(null);
    notify({
      tone: 'problem',
      text: 'The gallery could not be loaded. Check the connection, then load the page anew; your work is kept.',
    });
  }, [store, open]);
  return null;
}
