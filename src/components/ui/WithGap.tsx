/** A prompt with its gap drawn as one; whoever listens hears [MASK]. */
import { Fragment } from 'react';

export function WithGap({ text }: { readonly text: string }) {
  return text.split('[MASK]').map((part, index) => (
    <Fragment key={index}>
      {index > 0 && (
        <span className="gap">
          <span className="visually-hidden">[MASK]</span>
        </span>
      )}
      {part}
    </Fragment>
  ));
}
