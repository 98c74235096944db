/** A link is for a model that is not here: whether to download it is for its reader to say. */
import { AlertDialog } from 'radix-ui';
import { useApp } from '../store';
import { bytes } from '../../figures/format';
import { PreviewFacts } from './PreviewCard';

export function LinkQuestionCard() {
  const question = useApp((state) => state.linkQuestion);
  if (!question) return null;
  const { preview, answer } = question;
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog link-question">
          <AlertDialog.Title>This link needs another model</AlertDialog.Title>
          <AlertDialog.Description>
            It was made with <b>{preview.name}</b>, which would be downloaded from the Hugging Face Hub and kept in this
            browser. Your own work stays as it is.
          </AlertDialog.Description>
          <PreviewFacts preview={preview} />
          <div className="dialog-foot">
            <AlertDialog.Cancel className="button">Not now</AlertDialog.Cancel>
            <AlertDialog.Action className="button primary" onClick={() => answer(true)}>
              Download {bytes(preview.bytes - preview.stored)} and open
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
