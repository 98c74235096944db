/** What the three places are about. The places stay where they are; what stands in them changes. */
import { Tabs } from 'radix-ui';
import { ROOMS, type Room } from '../../state/view';

const NAMES: Record<Room, { readonly name: string; readonly hint: string }> = {
  explore: { name: 'Explore', hint: 'One prompt' },
  fact: { name: 'Fact', hint: 'One fact in many wordings' },
  layers: { name: 'Layers', hint: 'One prompt on its way through the layers' },
  relation: { name: 'Relation', hint: 'One relation with many facts' },
  compare: { name: 'Compare', hint: 'Two prompts, two states of the edits or two models, side by side' },
  prompts: { name: 'Prompts', hint: 'A list of prompts of your own' },
};

export function RoomTabs() {
  return (
    <Tabs.List className="rooms" aria-label="Rooms">
      {ROOMS.map((room) => (
        <Tabs.Trigger key={room} value={room} title={NAMES[room].hint}>
          {NAMES[room].name}
        </Tabs.Trigger>
      ))}
    </Tabs.List>
  );
}
