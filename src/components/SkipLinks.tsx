/** The first tab stops of the page, in sight while they have the focus: straight to a place, to the map, or to the gain. */
import { flushSync } from 'react-dom';
import type { Place } from '../state/view';
import { useApp, useAppStore } from './store';

interface Goal {
  readonly name: string;
  /** On a narrow screen a place has to be opened before anything in it can have the focus. */
  readonly place: Place;
  /** The first that is there; the place itself is always there. */
  readonly selectors: readonly string[];
}

const GOALS: readonly Goal[] = [
  { name: 'Ask', place: 'ask', selectors: [] },
  { name: 'Map', place: 'see', selectors: ['#map', '#map-a'] },
  { name: 'Change', place: 'change', selectors: [] },
];
const GAIN: Goal = { name: 'Gain', place: 'change', selectors: ['.gain [role="slider"]'] };

export function SkipLinks() {
  const store = useAppStore();
  const hasGain = useApp((state) => state.selected.length > 0);
  const go = ({ place, selectors }: Goal) => {
    flushSync(() => store.getState().setPlace(place));
    for (const selector of [...selectors, `.place.${place}`]) {
      const found = document.querySelector<HTMLElement>(selector);
      if (!found) continue;
      // A place is no control; it has the focus only so that Tab goes on from there.
      if (found.tabIndex < 0) found.tabIndex = -1;
      found.focus();
      found.scrollIntoView({ block: 'nearest' });
      return;
    }
  };
  return (
    <nav className="skip-links" aria-label="Skip to">
      {[...GOALS, ...(hasGain ? [GAIN] : [])].map((goal) => (
        <a
          key={goal.name}
          href={`#${goal.name.toLowerCase()}`}
          className="button"
          onClick={(event) => {
            // The address belongs to links that carry work.
            event.preventDefault();
            go(goal);
          }}
        >
          Skip to {goal.name}
        </a>
      ))}
    </nav>
  );
}
