/** The models: the one in use on the left; on the right others, from this browser, the Hub, or the visitor's disk. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect } from 'react';
import { useApp, useAppStore } from '../store';
import { useSession } from '../session';
import { FromDisk } from './FromDisk';
import { FromHub } from './FromHub';
import { InUse } from './InUse';
import { Loading } from './Loading';
import { AtHand, WellKnown } from './ModelLists';
import { PreviewCard } from './PreviewCard';
import { usePreview } from './usePreview';

export function ModelsPanel() {
  const store = useAppStore();
  const open = useApp((state) => state.modelsOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => store.getState().setModelsOpen(next)}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog models" aria-describedby={undefined} onCloseAutoFocus={focusBadge}>
          <Dialog.Title>Models</Dialog.Title>
          <div className="models-columns">
            <InUse />
            <Others />
          </div>
          <Dialog.Close className="icon-button dialog-close" aria-label="Close">
            <X size={16} aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The panel is opened from several places and has no trigger of its own to which the focus could go back. */
function focusBadge(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('button.model-badge')?.focus();
}

function Others() {
  const session = useSession();
  const { look, inspect, forget } = usePreview();
  useEffect(() => void session.refreshStored(), [session]);
  return (
    <div className="models-others">
      <Loading />
      {look && <PreviewCard look={look} onDone={forget} />}
      <AtHand />
      <FromDisk />
      <FromHub onLook={(source) => void inspect(source)} />
      <WellKnown onLook={(source) => void inspect(source)} />
    </div>
  );
}
