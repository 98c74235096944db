/** Puts the theme on the document, where the stylesheet and the canvas read it. */
import { useSyncExternalStore } from 'react';
import type { AppStore } from '../state/store';
import type { Theme } from '../state/view';

const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)');

export function followTheme(store: AppStore): void {
  const apply = (theme: Theme) => {
    const dark = theme === 'dark' || (theme === 'system' && darkQuery().matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  store.subscribe((state) => state.theme, apply, { fireImmediately: true });
  darkQuery().addEventListener('change', () => apply(store.getState().theme));
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** Whether the page is dark now, whatever the reason. */
export function useDark(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.theme === 'dark',
    () => false,
  );
}
