/** The gallery: ready findings to open, and lessons to open and to make. */
import { X } from 'lucide-react';
import { Dialog, Tabs } from 'radix-ui';
import { GALLERY_TABS, type GalleryTab } from '../../state/lesson';
import { useApp, useAppStore } from '../store';
import { Findings } from './Findings';
import { Lessons } from './Lessons';

const NAMES: Readonly<Record<GalleryTab, string>> = { findings: 'Findings', lessons: 'Lessons' };

export function GalleryPanel() {
  const store = useAppStore();
  const open = useApp((state) => state.galleryOpen);
  const show = (tab: GalleryTab | null) => store.getState().setGalleryOpen(tab);
  return (
    <Dialog.Root open={open !== null} onOpenChange={(next) => show(next ? 'findings' : null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog gallery" aria-describedby={undefined} onCloseAutoFocus={focusButton}>
          <Dialog.Title>Gallery</Dialog.Title>
          <Tabs.Root
            value={open ?? 'findings'}
            onValueChange={(value) => show(GALLERY_TABS.find((tab) => tab === value) ?? null)}
          >
            <Tabs.List className="segments gallery-tabs" aria-label="What the gallery shows">
              {GALLERY_TABS.map((tab) => (
                <Tabs.Trigger key={tab} value={tab} data-state={tab === open ? 'on' : 'off'}>
                  {NAMES[tab]}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <Tabs.Content value="findings">
              <Findings />
            </Tabs.Content>
            <Tabs.Content value="lessons">
              <Lessons />
            </Tabs.Content>
          </Tabs.Root>
          <Dialog.Close className="icon-button dialog-close" aria-label="Close">
            <X size={16} aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What a finding or a lesson puts on the page is looked at next; the way back here is the button. */
function focusButton(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('button.gallery-button')?.focus();
}
