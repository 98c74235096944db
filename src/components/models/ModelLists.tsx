/** Models at hand, and some to begin with. */
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageOf } from '../../errors';
import { useApp, useAppStore } from '../store';
import type { FoundSource, StoredModel } from '../../worker/api';
import { bytes, count } from '../../figures/format';
import { useSession } from '../session';
import { IconButton } from '../ui/IconButton';
import { CURATED } from './curated';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export function AtHand() {
  const store = useAppStore();
  const session = useSession();
  const stored = useApp((state) => state.stored);
  const folders = useApp((state) => state.folders);
  const id = useApp((state) => state.info?.id);
  const source = useApp((state) => state.modelSource);
  const remove = async (model: StoredModel) => {
    try {
      await session.deleteStored(model.id, model.commit);
    } catch (error) {
      store.getState().notify({ tone: 'problem', text: messageOf(error) });
    }
  };
  return (
    <section aria-labelledby="models-at-hand">
      <h3 id="models-at-hand">In this browser</h3>
      <ul className="model-list" aria-labelledby="models-at-hand">
        <Row
          name="Built-in model"
          detail="comes with the page"
          inUse={id === 'builtin'}
          onClick={() => void session.loadModel({ kind: 'builtin' })}
        />
        {folders.map((folder) => (
          <Row
            key={folder.name}
            name={folder.name}
            detail="from your disk, this visit"
            inUse={folder === source}
            onClick={() => void session.loadModel(folder)}
          />
        ))}
        {stored?.map((model) => (
          <Row
            key={`${model.id}@${model.commit}`}
            name={model.id}
            detail={`${model.complete ? '' : 'in part, '}${bytes(model.bytes)}, ${model.commit.slice(0, 7)}, ${day.format(model.lastUsed)}`}
            inUse={id === `${model.id}@${model.commit}`}
            onClick={() => void session.loadModel({ kind: 'hub', id: model.id, revision: model.commit })}
          >
            <IconButton
              name={`Delete ${model.id} from this browser`}
              hint={`Delete, which frees ${bytes(model.bytes)}`}
              small
              onClick={() => void remove(model)}
            >
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </Row>
        ))}
      </ul>
    </section>
  );
}

export function WellKnown({ onLook }: { onLook(source: FoundSource): void }) {
  const id = useApp((state) => state.info?.id);
  return (
    <section aria-labelledby="models-well-known">
      <h3 id="models-well-known">To begin with</h3>
      <ul className="model-list" aria-labelledby="models-well-known">
        {CURATED.map((model) => (
          <Row
            key={model.id}
            name={model.id}
            detail={`${model.about}; ${model.layers} × ${count(model.neurons)} neurons`}
            size={bytes(model.bytes)}
            inUse={id?.startsWith(`${model.id}@`) ?? false}
            onClick={() => onLook({ kind: 'hub', id: model.id })}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly detail: string;
  readonly size?: string;
  readonly inUse: boolean;
  /** Behind the row. */
  readonly children?: ReactNode;
  onClick(): void;
}

function Row({ name, detail, size, inUse, children, onClick }: RowProps) {
  const owner = name.slice(0, name.indexOf('/') + 1);
  return (
    <li>
      <button type="button" disabled={inUse} aria-current={inUse ? 'true' : undefined} onClick={onClick}>
        <span className="model-list-name">
          {owner !== '' && <span className="quiet">{owner}</span>}
          {name.slice(owner.length)}
        </span>
        <span className="quiet">{detail}</span>
        {inUse ? (
          <span className="model-list-size">in use</span>
        ) : (
          size !== undefined && <span className="model-list-size number">{size}</span>
        )}
      </button>
      {children}
    </li>
  );
}
