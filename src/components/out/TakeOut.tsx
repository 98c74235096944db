/** Out of the page: numbers, pictures, the edited model, and the same edits as Python. */
import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { messageOf } from '../../errors';
import { countActive } from '../../knowledge/edits/edit-list';
import { countAtMask, heldEverywhere } from '../../state/changes';
import { activeEdits } from '../../state/edits';
import { IS_THERE } from '../../figures/there';
import type { PictureName } from '../../state/pictures';
import type { Session } from '../../session/session';
import type { State } from '../../state/store';
import { useApp, useAppStore } from '../store';
import { exportEdits } from '../change/files';
import { saveFile } from '../save-file';
import { counted } from '../../figures/format';
import { useSession } from '../session';
import { attributionJson, attributionTable } from './attribution-files';
import { savePicture } from './save-picture';

/** Where the script looks for the model; whoever runs it puts their own folder there. */
const MODEL_FOLDER = 'path/to/the/model';

/** Pictures that this menu has, too, where there is something in them; beside each stands the same and its numbers. */
const PICTURES_OUT: readonly { readonly picture: PictureName; readonly name: string }[] = [
  { picture: 'map', name: 'Map' },
  { picture: 'bars', name: 'Predictions' },
  { picture: 'dose', name: 'Dose curve' },
];

export function TakeOut() {
  const store = useAppStore();
  const session = useSession();
  const ready = useApp((state) => state.info !== null && state.reading !== null);
  const attributed = useApp((state) => state.attribution !== null);
  const active = useApp((state) => countActive(activeEdits(state)));
  const edited = active > 0;
  const atMask = useApp((state) => countAtMask(activeEdits(state)));
  const others = active - atMask;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button"
        aria-label="Take out"
        title="Take out: numbers, pictures, the model"
        disabled={!ready}
      >
        <Download size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={6} align="end" collisionPadding={12}>
          <DropdownMenu.Label>This prompt</DropdownMenu.Label>
          <Item
            name="Attributions as CSV"
            detail="every neuron"
            disabled={!attributed}
            act={async () => saveAttribution(store.getState(), attributionTable, 'text/csv')}
          />
          <Item
            name="Attributions as JSON"
            detail="with their error"
            disabled={!attributed}
            act={async () => saveAttribution(store.getState(), attributionJson, 'application/json')}
          />
          {PICTURES_OUT.filter(({ picture }) => IS_THERE[picture](store.getState())).flatMap(({ picture, name }) =>
            (['png', 'svg'] as const).map((format) => (
              <Item
                key={`${picture} ${format}`}
                name={`${name} as ${format.toUpperCase()}`}
                act={() => savePicture(picture, format, store.getState())}
              />
            )),
          )}
          <DropdownMenu.Separator />
          <DropdownMenu.Label>The edits</DropdownMenu.Label>
          <Item name="Edits as JSON" disabled={!edited} act={async () => exportEdits(store.getState().edits)} />
          <Item name="Copy as Python" detail="for transformers" act={() => copyPython(store.getState(), session)} />
          {atMask === 0 ? (
            <Item
              name="Edited model"
              detail="safetensors, float32"
              disabled={!edited}
              act={() => saveModel(store.getState(), session)}
            />
          ) : (
            <>
              <DropdownMenu.Label className="take-note">
                A file of weights cannot hold an edit at [MASK] alone, as {counted(atMask, 'edit')}{' '}
                {atMask === 1 ? 'is' : 'are'}.
              </DropdownMenu.Label>
              <Item
                name="Edited model, edits everywhere"
                detail="can be undone"
                act={async () => {
                  store.getState().changeEdits(heldEverywhere(store.getState().edits));
                  await saveModel(store.getState(), session);
                }}
              />
              <Item
                name="Edited model without them"
                detail={others === 0 ? 'nothing else is edited' : counted(others, 'other edit')}
                disabled={others === 0}
                act={() => saveModel(store.getState(), session)}
              />
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly name: string;
  readonly detail?: string;
  readonly disabled?: boolean;
  act(): Promise<void>;
}

function Item({ name, detail, disabled = false, act }: ItemProps) {
  const store = useAppStore();
  const run = () => {
    act().catch((error: unknown) => store.getState().notify({ tone: 'problem', text: messageOf(error) }));
  };
  return (
    <DropdownMenu.Item className="option" disabled={disabled} onSelect={run}>
      <span>{name}</span>
      {detail !== undefined && <span className="quiet">{detail}</span>}
    </DropdownMenu.Item>
  );
}

function saveAttribution({ attribution, info }: State, fileOf: typeof attributionTable, type: string): void {
  if (!attribution || !info) return;
  const { name, text } = fileOf(attribution, info);
  saveFile(name, new Blob([text], { type }));
}

async function copyPython(state: State, session: Session): Promise<void> {
  if (!state.reading) return;
  const { about, value } = state.reading;
  const request = { model: MODEL_FOLDER, prompt: about.prompt, watch: [value.target.id], edits: activeEdits(state) };
  const script = await session.python(request);
  await navigator.clipboard.writeText(script);
  state.notify({
    tone: 'info',
    text: 'A Python script with these edits is on the clipboard. Put the folder of your model into its line MODEL.',
  });
}

async function saveModel(state: State, session: Session): Promise<void> {
  const { bytes, notExported } = await session.exportModel(activeEdits(state));
  saveFile('model.safetensors', new Blob([bytes], { type: 'application/octet-stream' }));
  const left = notExported.length;
  state.notify({
    tone: 'info',
    text:
      'Put this file in place of the model’s own model.safetensors, and ' +
      'load it with from_pretrained(folder, dtype=torch.float32): in half precision the numbers are not those of this page.' +
      (left === 0 ? '' : ` ${counted(left, 'edit')} at [MASK] alone ${left === 1 ? 'is' : 'are'} not in it.`),
  });
}
