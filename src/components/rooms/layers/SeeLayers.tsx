/** The middle place of the layers' room: the logit lens, and the attention that matters. */
import { AttentionMap } from './AttentionMap';
import { LensPicture } from './LensPicture';

export function SeeLayers() {
  return (
    <section className="place see see-layers" aria-labelledby="see-title">
      <header className="place-head">
        <h2 id="see-title">See</h2>
        <p>the answer on its way through the layers</p>
      </header>
      <LensPicture />
      <AttentionMap />
    </section>
  );
}
