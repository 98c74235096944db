/** One screen, three places that never move: Ask, See, Change. The tabs say what they are about. */
import { Tabs, Tooltip } from 'radix-ui';
import { useApp, useAppStore } from './store';
import { ROOMS } from '../state/view';
import { DropAnywhere } from './drop/DropAnywhere';
import { LazyGallery } from './gallery/LazyGallery';
import { LessonBar } from './lesson/LessonBar';
import { LinkQuestionCard } from './models/LinkQuestionCard';
import { Announcer } from './Announcer';
import { ModelsPanel } from './models/ModelsPanel';
import { Notices } from './Notices';
import { PlaceBar } from './PlaceBar';
import { ROOM_PLACES } from './rooms/Places';
import { useHistoryKeys } from './shortcuts';
import { SkipLinks } from './SkipLinks';
import { TopBar } from './TopBar';
import { FirstSteps } from './tour/FirstSteps';

export function App() {
  const store = useAppStore();
  const place = useApp((state) => state.place);
  const room = useApp((state) => state.room);
  const inLesson = useApp((state) => state.lesson !== null);
  const Places = ROOM_PLACES[room];
  useHistoryKeys();
  return (
    <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
      <Tabs.Root
        className="app"
        data-place={place}
        value={room}
        onValueChange={(value) => {
          const next = ROOMS.find((option) => option === value);
          if (next) store.getState().setRoom(next);
        }}
      >
        <SkipLinks />
        <TopBar />
        <main>
          <Tabs.Content className="places" value={room} tabIndex={-1}>
            {inLesson ? <LessonBar /> : <FirstSteps />}
            <Places />
          </Tabs.Content>
        </main>
        <Notices />
        <PlaceBar />
        <Announcer />
        <ModelsPanel />
        <LazyGallery />
        <LinkQuestionCard />
        <DropAnywhere />
      </Tabs.Root>
    </Tooltip.Provider>
  );
}
