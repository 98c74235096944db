/** Sentences whose first answer changed: "The capital of France is paris → berlin." They come before any statistic of them. */
import type { ChangedAnswer } from '../../experiments/changed-answers';
import { word } from '../../figures/format';

interface Props {
  readonly name: string;
  readonly answers: readonly ChangedAnswer[];
}

export function ChangedAnswers({ name, answers }: Props) {
  if (answers.length === 0) return null;
  return (
    <ul className="changed-answers" aria-label={name}>
      {answers.map(({ prompt, before, after }, index) => {
        const [lead = '', rest = ''] = prompt.split('[MASK]');
        return (
          <li key={index}>
            {lead}
            <span className="changed-before">{word(before.token)}</span> &rarr; <b>{word(after.token)}</b>
            {rest}
          </li>
        );
      })}
    </ul>
  );
}
