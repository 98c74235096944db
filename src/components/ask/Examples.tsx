/** Questions to start from. */
import { Fragment } from 'react';
import { EXAMPLES } from '../../state/examples';
import { useApp, useAppStore } from '../store';

export function Examples() {
  const store = useAppStore();
  const prompt = useApp((state) => state.prompt);
  return (
    <div className="section examples">
      <h3>Examples</h3>
      <dl>
        {EXAMPLES.map(({ title, prompts }) => (
          <div key={title}>
            <dt className="quiet">{title}</dt>
            {prompts.map((example) => (
              <dd key={example}>
                <button
                  type="button"
                  aria-current={example === prompt ? 'true' : undefined}
                  onClick={() => store.getState().ask(example)}
                >
                  <WithGap text={example} />
                </button>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </div>
  );
}

function WithGap({ text }: { readonly text: string }) {
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
