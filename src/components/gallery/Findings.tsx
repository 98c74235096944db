/** Ready findings, each a link that is made when it is opened: a title, two sentences, and what becomes of the answer. */
import { useEffect, useState } from 'react';
import {
  FINDING_GROUPS,
  fragmentOfFinding,
  gallerySchema,
  type Finding,
  type FindingGroup,
  type Gallery,
} from '../../keeping/gallery';
import { openFragment } from '../../keeping/links';
import { useAppStore } from '../store';
import { useSession } from '../session';
import { Segments } from '../ui/Segments';

const GROUP_NAMES: Readonly<Record<FindingGroup, string>> = {
  claims: 'The paper',
  critics: 'The critics',
  fun: 'Fun',
};
type Choice = FindingGroup | 'all';
const CHOICES: readonly { readonly value: Choice; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  ...FINDING_GROUPS.map((value) => ({ value, label: GROUP_NAMES[value] })),
];

export function Findings() {
  const gallery = useGallery();
  const [group, setGroup] = useState<Choice>('all');
  return (
    <>
      <div className="gallery-lead">
        <p>
          Each opens on the built-in model, on which every number here was measured. Your own work is kept, and a
          message brings it back.
        </p>
        <Segments name="Whose findings" value={group} options={CHOICES} small onChange={(next) => setGroup(next)} />
      </div>
      {gallery === 'failed' && (
        <p className="problem" role="alert">
          The findings could not be loaded. Check the connection, then open the gallery again.
        </p>
      )}
      <ul className="findings" aria-label="Findings">
        {gallery !== null &&
          gallery !== 'failed' &&
          gallery.findings
            .filter((finding) => group === 'all' || finding.group === group)
            .map((finding) => <Card key={finding.id} gallery={gallery} finding={finding} />)}
      </ul>
    </>
  );
}

/** Loaded when it is first wanted; null until then. */
function useGallery(): Gallery | 'failed' | null {
  const [gallery, setGallery] = useState<Gallery | 'failed' | null>(null);
  useEffect(() => {
    let isWanted = true;
    import('../../../models/gallery.json').then(
      (file) => isWanted && setGallery(gallerySchema.parse(file.default)),
      () => isWanted && setGallery('failed'),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return gallery;
}

function Card({ gallery, finding }: { readonly gallery: Gallery; readonly finding: Finding }) {
  const store = useAppStore();
  const session = useSession();
  const { id, group, title, text, state } = finding;
  /** What is to be seen now stays beside it until it is put away. */
  const tell = () => {
    const { notify, past, backToMine } = store.getState();
    const isOverMine = past.at(-1)?.question !== undefined;
    notify({
      tone: 'info',
      cause: 'link',
      waits: true,
      text: `${title}. ${text.join(' ')}`,
      ...(isOverMine ? { action: { label: 'Go back to mine', run: backToMine } } : {}),
    });
  };
  const open = () => {
    store.getState().setGalleryOpen(null);
    void openFragment(store, session, fragmentOfFinding(gallery, finding)).then((isOpen) => {
      if (isOpen) tell();
    });
  };
  return (
    <li className="finding" data-group={group}>
      <div className="finding-head">
        <h3 id={`finding-${id}`}>{title}</h3>
        <span className="finding-group">{GROUP_NAMES[group]}</span>
      </div>
      <p className="finding-prompt mono">{state.prompt}</p>
      {text.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <button type="button" className="button small" aria-describedby={`finding-${id}`} onClick={open}>
        Open
      </button>
    </li>
  );
}
