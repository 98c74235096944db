/** Beside a picture: the way out of the page for it, as SVG, as PNG, or its numbers as CSV. Nothing where it is empty. */
import { ImageDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { messageOf } from '../../errors';
import { IS_THERE } from '../../figures/there';
import type { PictureName } from '../../state/pictures';
import { useApp, useAppStore } from '../store';
import { savePicture, type PictureFormat } from './save-picture';

/** As the page calls them, in the middle of a sentence. */
const NAMES: Readonly<Record<PictureName, string>> = {
  map: 'map',
  bars: 'predictions',
  dose: 'dose curve',
  lens: 'logit lens',
  attention: 'attention',
  barcode: 'barcode',
  effects: 'side effects',
  relation: 'relation’s picture',
};

const ITEMS: readonly { readonly format: PictureFormat; readonly name: string; readonly detail: string }[] = [
  { format: 'svg', name: 'Picture as SVG', detail: 'for a paper' },
  { format: 'png', name: 'Picture as PNG', detail: 'for a slide' },
  { format: 'csv', name: 'Numbers as CSV', detail: 'a row each' },
];

export function TakePicture({ picture }: { readonly picture: PictureName }) {
  const store = useAppStore();
  const isThere = useApp(IS_THERE[picture]);
  if (!isThere) return null;
  const save = (format: PictureFormat) => {
    savePicture(picture, format, store.getState()).catch((error: unknown) =>
      store.getState().notify({ tone: 'problem', text: messageOf(error) }),
    );
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button small"
        aria-label={`Save the ${NAMES[picture]}`}
        title={`Save the ${NAMES[picture]}: picture or numbers`}
      >
        <ImageDown size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={6} align="end" collisionPadding={12}>
          {ITEMS.map(({ format, name, detail }) => (
            <DropdownMenu.Item key={format} className="option" onSelect={() => save(format)}>
              <span>{name}</span>
              <span className="quiet">{detail}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
