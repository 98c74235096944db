/** What is known of a model before its weights are fetched, and the button that fetches them. */
import { X } from 'lucide-react';
import type { FoundSource, ModelPreview } from '../../worker/api';
import { nameOfSource } from '../../state/models';
import { useApp } from '../store';
import { bytes, count } from '../../figures/format';
import { useSession } from '../session';
import { IconButton } from '../ui/IconButton';
import { Message } from './Message';
import type { Look } from './usePreview';
import { useShown } from './useShown';

export function PreviewCard({ look, onDone }: { readonly look: Look; onDone(): void }) {
  const { preview, error, source } = look;
  const card = useShown(source);
  return (
    <div className="model-card" role="group" tabIndex={-1} ref={card} aria-label={`About ${nameOfSource(source)}`}>
      <div className="model-card-head">
        <b>{nameOfSource(source)}</b>
        <IconButton name="Close" small onClick={onDone}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {error !== null ? (
        <div className="problem" role="alert">
          <Message text={error} />
        </div>
      ) : preview ? (
        <Known preview={preview} source={source} onDone={onDone} />
      ) : (
        <p className="quiet" role="status">
          Looking it up
        </p>
      )}
    </div>
  );
}

function Known({
  preview,
  source,
  onDone,
}: {
  readonly preview: ModelPreview;
  readonly source: FoundSource;
  onDone(): void;
}) {
  const session = useSession();
  const inUse = useApp((state) => state.info?.id === preview.id);
  const { problem, notices } = preview;
  const left = preview.bytes - preview.stored;
  return (
    <>
      <PreviewFacts preview={preview} />
      {notices.map((notice) => (
        <p key={notice} className="quiet">
          {notice}
        </p>
      ))}
      {problem !== null ? (
        <div className="problem" role="alert">
          <Message text={problem} />
        </div>
      ) : (
        <button
          type="button"
          className="button primary"
          disabled={inUse}
          onClick={() => {
            onDone();
            // The very commit that was looked at, even where its branch moves on meanwhile.
            void session.loadModel(
              preview.origin.kind === 'hub'
                ? { kind: 'hub', id: preview.origin.id, revision: preview.origin.commit }
                : source,
            );
          }}
        >
          {inUse ? 'In use' : left > 0 ? `Download ${bytes(left)} and load` : 'Load'}
        </button>
      )}
    </>
  );
}

export function PreviewFacts({ preview }: { readonly preview: ModelPreview }) {
  const { config, memory, origin, stored } = preview;
  const facts: readonly (readonly [string, string] | null)[] = [
    config && ['Neurons', `${config.layers} × ${count(config.intermediateSize)}`],
    [
      'Size',
      `${bytes(preview.bytes)}${stored === 0 ? '' : stored >= preview.bytes ? ', in this browser' : `, ${bytes(stored)} of it in this browser`}`,
    ],
    memory && ['Memory', `about ${bytes(memory.running)} while it runs`],
    origin.kind === 'hub' ? ['Commit', origin.commit.slice(0, 12)] : null,
  ];
  return (
    <dl className="facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt className="quiet">{fact[0]}</dt>
              <dd className="number">{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
