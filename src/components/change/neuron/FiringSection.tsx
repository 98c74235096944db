/** Which prompts of the library fire the neuron most and least at [MASK]. */
import { firingOf } from '../../../state/firings';
import { isCloze } from '../../../state/wordings';
import type { Firings } from '../../../state/answer-values';
import { useApp, useAppStore } from '../../store';
import { count, plain } from '../../../figures/format';
import { WorkLine } from '../../ui/WorkLine';
import { aroundGap } from './around-gap';

export function FiringSection() {
  const found = useApp(firingOf);
  const prompts = useApp((state) => state.firings?.value.prompts ?? 0);
  const library = useApp((state) => state.library !== null);
  return (
    <div className="section firing" role="group" aria-label="What fires it">
      <div className="section-head">
        <h3>What fires it</h3>
        <span className="quiet target-mode">
          {found ? `at [MASK], of ${count(prompts)} prompts` : 'at [MASK], in the library'}
        </span>
      </div>
      {found ? (
        <Found found={found} />
      ) : (
        <WorkLine work="firings" label="Search the library" running="Asking the library’s prompts" disabled={!library}>
          <span className="quiet">once; then every neuron at once</span>
        </WorkLine>
      )}
    </div>
  );
}

function Found({ found: { most, least, mean } }: { readonly found: Firings['neurons'][number] }) {
  const largest = Math.max(1e-6, ...[...most, ...least].map(({ activation }) => Math.abs(activation)));
  return (
    <>
      <p className="quiet firing-end">most</p>
      <List name="Most" prompts={most} largest={largest} />
      <p className="quiet firing-end">
        least
        <span>
          all: <span className="number">{plain(mean, 2)}</span> on average
        </span>
      </p>
      <List name="Least" prompts={least} largest={largest} />
    </>
  );
}

interface ListProps {
  readonly name: string;
  readonly prompts: Firings['neurons'][number]['most'];
  readonly largest: number;
}

function List({ name, prompts, largest }: ListProps) {
  const store = useAppStore();
  return (
    <ol aria-label={`${name} firing prompts`}>
      {prompts.map(({ prompt, activation }) => (
        <li key={prompt}>
          <button
            type="button"
            title={`Ask: ${prompt}`}
            disabled={!isCloze(prompt)}
            onClick={() => store.getState().ask(prompt)}
          >
            <span>{aroundGap(prompt)}</span>
            <span className="number">{plain(activation, 2)}</span>
          </button>
          <i
            className={activation > 0 ? 'positive' : 'negative'}
            style={{ width: `${(Math.abs(activation) / largest) * 100}%` }}
            aria-hidden
          />
        </li>
      ))}
    </ol>
  );
}
