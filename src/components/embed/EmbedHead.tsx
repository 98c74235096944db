/** The line above an embedded picture: what is asked and what the model says to it, the edits, and the way to the full page. */
import { ArrowUpRight } from 'lucide-react';
import { useState } from 'react';
import { countActive } from '../../knowledge/edits/edit-list';
import { linkOfEmbed } from '../../keeping/embed-messages';
import { editsIn } from '../../state/models';
import type { PictureName } from '../../state/pictures';
import { useApp, useAppStore } from '../store';
import { counted, points, shortProbability, word } from '../../figures/format';
import { Switch } from '../ui/Switch';

export function EmbedHead({ picture }: { readonly picture: PictureName }) {
  return (
    <header className="embed-head">
      {picture === 'barcode' || picture === 'effects' ? <Fact /> : picture === 'relation' ? <Relation /> : <Question />}
      <EditsSwitch />
      <OpenInEngram />
    </header>
  );
}

function Question() {
  const prompt = useApp((state) => state.prompt);
  const isRead = useApp((state) => state.reading?.about.prompt === state.prompt);
  const value = useApp((state) => state.reading?.value ?? null);
  const problem = useApp(({ pending }) =>
    pending.reading && 'error' in pending.reading ? pending.reading.error.message : null,
  );
  const before = value?.before.target?.probability;
  const after = value?.after.target?.probability;
  return (
    <p className="embed-question">
      <span className="mono">{prompt}</span>{' '}
      {value && isRead && after !== undefined && before !== undefined && (
        <span className="embed-answer">
          <span className="quiet" aria-hidden>
            →
          </span>{' '}
          <b className="mono">{word(value.target.token)}</b>{' '}
          <output className="number" aria-label={`Probability of ${word(value.target.token)}`}>
            {shortProbability(after)}
          </output>
          {after !== before && (
            <span className={`number ${after > before ? 'up' : 'down'}`}> ({points(after - before)} pp)</span>
          )}
        </span>
      )}
      {problem !== null && <span className="problem">{problem}</span>}
    </p>
  );
}

function Fact() {
  const fact = useApp((state) => state.fact);
  return (
    <p className="embed-question">
      {fact && (
        <>
          {fact.subject || fact.paraphrases[0]}{' '}
          <span className="quiet" aria-hidden>
            →
          </span>{' '}
          <b>{word(fact.target.token)}</b>
        </>
      )}
    </p>
  );
}

function Relation() {
  const label = useApp(({ library, relation }) => library?.relations.find(({ id }) => id === relation)?.label ?? '');
  return (
    <p className="embed-question">
      <b>{label}</b>
    </p>
  );
}

/** What the picture would be without the edits is one click away. */
function EditsSwitch() {
  const store = useAppStore();
  const edits = useApp((state) => editsIn(state.edits));
  const active = useApp((state) => countActive(state.edits));
  const isOn = useApp((state) => state.editsOn);
  if (edits === 0) return null;
  return (
    <div className="embed-edits">
      <Switch name="Edits" checked={isOn} onChange={store.getState().setEditsOn} />
      <span className={isOn ? 'embed-own' : 'quiet'}>{counted(active, 'edit')}</span>
    </div>
  );
}

/** The fragment is made when somebody goes for it: each move of a slider would be another. */
function OpenInEngram() {
  const store = useAppStore();
  const [address, setAddress] = useState(() => location.origin + location.pathname + location.hash);
  const renew = () => setAddress((before) => linkOfEmbed(store.getState()) ?? before);
  return (
    <a
      className="embed-open"
      href={address}
      target="_blank"
      rel="noopener"
      onPointerEnter={renew}
      onPointerDown={renew}
      onFocus={renew}
    >
      Open in Engram <ArrowUpRight size={12} aria-hidden />
    </a>
  );
}
