/** A prompt of the list and what was found about it. A click asks it in Explore. */
import type { RowComponentProps } from 'react-window';
import type { PromptList } from '../../state/prompts';
import type { PromptEvidence, ResultsByPrompt } from '../../experiments/prompt-list';
import { nameOf } from '../../state/neurons';
import { useAppStore } from '../store';
import { count, probability, shortProbability, signed, word } from '../../figures/format';
import { useSession } from '../session';
import { walkTo } from './walk';

/** Neurons named in a row; the file holds more. */
const NAMED = 2;

interface Props {
  readonly list: PromptList;
  readonly results: ResultsByPrompt;
  /** Index of the prompt that was asked last. */
  readonly at: number | null;
}

export function PromptRow({ index, style, list, results, at }: RowComponentProps<Props>) {
  const store = useAppStore();
  const session = useSession();
  const { prompt = '', target = null } = list.prompts[index] ?? {};
  const result = results[index] ?? null;
  const asked = index === at;
  const [before = '', after = ''] = prompt.split('[MASK]');
  const ask = () => {
    void walkTo(store, session, index);
    store.getState().setRoom('explore');
  };
  return (
    <div className="prompts-row" role="row" aria-rowindex={index + 2} data-asked={asked} style={style}>
      <span role="rowheader">
        <button type="button" title={prompt} aria-current={asked ? 'true' : undefined} onClick={ask}>
          {before}
          <span className="gap">
            <span className="visually-hidden">[MASK]</span>
          </span>
          {after}
        </button>
      </span>
      {result === null ? (
        <span role="cell" className="prompts-answers mono quiet">
          {target}
        </span>
      ) : 'problem' in result ? (
        <span role="cell" className="prompts-problem problem">
          {result.problem}
        </span>
      ) : (
        <>
          <span role="cell" className="prompts-answers mono">
            <span>{word(result.target.token)}</span>
            <span className="quiet">{result.rank === 1 ? 'is first' : word(result.top.token)}</span>
          </span>
          <span role="cell" className="number">
            {count(result.rank)}
          </span>
          <span role="cell" className="number">
            {shortProbability(result.target.probability)}
          </span>
          {result.evidence && <Evidence {...result.evidence} />}
        </>
      )}
    </div>
  );
}

function Evidence({ neurons, residual, converged }: PromptEvidence) {
  return (
    <>
      <span role="cell" className="prompts-neurons">
        {neurons.slice(0, NAMED).map((neuron) => (
          <span key={nameOf(neuron)}>
            <span className="mono">{nameOf(neuron)}</span> <span className="number up">{signed(neuron.score)}</span>
          </span>
        ))}
        {neurons.length === 0 && <span className="quiet">none pushes it up</span>}
      </span>
      <span role="cell" className={converged ? 'number quiet' : 'number problem'} title={probability(residual, 7)}>
        {shortProbability(residual)}
      </span>
    </>
  );
}
