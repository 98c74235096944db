/** One screen, three places that never move: Ask, See, Change. */
import { Tooltip } from 'radix-ui';
import { useApp } from '../state/store';
import { Ask } from './ask/Ask';
import { Change } from './change/Change';
import { Hint } from './Hint';
import { Notices } from './Notices';
import { PlaceBar } from './PlaceBar';
import { See } from './see/See';
import { useHistoryKeys } from './shortcuts';
import { TopBar } from './TopBar';

export function App() {
  const place = useApp((state) => state.place);
  useHistoryKeys();
  return (
    <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
      <div className="app" data-place={place}>
        <TopBar />
        <main className="places">
          <Hint />
          <Ask />
          <See />
          <Change />
        </main>
        <PlaceBar />
        <Notices />
      </div>
    </Tooltip.Provider>
  );
}
