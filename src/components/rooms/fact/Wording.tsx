/** One wording: editable, with the answer's probability before and after the edits, and what the model says first. */
import { ArrowUpRight, X } from 'lucide-react';
import type { ProbeReading } from '../../../knowledge/measures/probes';
import { isCloze } from '../../../state/wordings';
import { useAppStore } from '../../store';
import { shortProbability, word } from '../../../figures/format';
import { ChangeBar } from '../../ui/ChangeBar';
import { IconButton } from '../../ui/IconButton';

interface Props {
  readonly index: number;
  readonly text: string;
  /** Whether it is the page's question now. */
  readonly asked: boolean;
  readonly before: ProbeReading | undefined;
  readonly after: ProbeReading | undefined;
}

export function Wording({ index, text, asked, before, after }: Props) {
  const store = useAppStore();
  const usable = isCloze(text);
  const then = before?.target.probability ?? 0;
  const now = after?.target.probability ?? 0;
  const name = `Wording ${index + 1}`;
  const right = after !== undefined && after.top.id === after.target.id;
  return (
    <li className="wording" data-asked={asked}>
      <div className="wording-text">
        <div className="prompt-grow" data-text={`${text} `}>
          <textarea
            rows={1}
            aria-label={name}
            aria-invalid={text !== '' && !usable}
            value={text}
            placeholder="The same in other words, with [MASK]"
            spellCheck={false}
            onFocus={() => store.getState().askParaphrase(index)}
            onChange={(event) => store.getState().setParaphrase(index, event.target.value.replace(/\n/g, ' '))}
          />
        </div>
        <span>
          {asked && usable && (
            <IconButton name="Open in Explore" small onClick={() => store.getState().openInExplore()}>
              <ArrowUpRight size={14} aria-hidden />
            </IconButton>
          )}
          <IconButton
            name={`Remove ${name.toLowerCase()}`}
            small
            onClick={() => store.getState().removeParaphrase(index)}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </span>
      </div>
      {!usable && text !== '' && <p className="problem">It needs one [MASK], and something around it.</p>}
      {after && (
        <div className="wording-says">
          <span className="bar" aria-hidden>
            <ChangeBar before={then} after={now} />
          </span>
          <span className="number">{shortProbability(now)}</span>
          <span className={right ? 'mono' : 'mono quiet'}>
            {before && before.top.id !== after.top.id && <s>{word(before.top.token)}</s>} {word(after.top.token)}
          </span>
        </div>
      )}
    </li>
  );
}
