/** Questions to start from. */
import { EXAMPLES } from '../../state/examples';
import { useApp, useAppStore } from '../store';
import { useRoving } from '../ui/useRoving';
import { WithGap } from '../ui/WithGap';

const KEYS = EXAMPLES.flatMap(({ prompts }) => prompts);

export function Examples() {
  const store = useAppStore();
  const prompt = useApp((state) => state.prompt);
  const { tabStop, listProps } = useRoving(KEYS);
  return (
    <div className="section examples">
      <h3>Examples</h3>
      <dl {...listProps}>
        {EXAMPLES.map(({ title, prompts }) => (
          <div key={title}>
            <dt className="quiet">{title}</dt>
            {prompts.map((example) => (
              <dd key={example}>
                <button
                  type="button"
                  aria-current={example === prompt ? 'true' : undefined}
                  data-item={example}
                  tabIndex={example === tabStop ? 0 : -1}
                  onClick={(event) => {
                    store.getState().ask(example);
                    // On a low or narrow screen the examples are far below what they change.
                    event.currentTarget.closest('.ask')?.querySelector('.place-head')?.scrollIntoView();
                  }}
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
