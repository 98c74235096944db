/** Instead of a picture, where the address asks for one that does not exist. */
import { PICTURES } from '../../state/pictures';

export function EmbedUnknown({ name }: { readonly name: string }) {
  return (
    <main className="embed">
      <h1 className="visually-hidden">Engram</h1>
      <p className="embed-missing" role="alert">
        There is no picture “{name.slice(0, 40)}” to embed. The known ones are{' '}
        {PICTURES.map((known, index) => (
          <span key={known}>
            {index > 0 && ', '}
            <code>{known}</code>
          </span>
        ))}
        .
      </p>
    </main>
  );
}
