/** The lesson as one link. Long links break on their way, so a file is recommended instead of one. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../errors';
import { encodeLesson } from '../../keeping/lessons/lesson-link';
import type { Lesson } from '../../state/lesson';
import { count } from '../../figures/format';
import { pageAddress } from './lesson-files';

/** Characters up to which chat and mail programs leave a link alone, as a rule. */
const LONG = 4_000;

interface Props {
  readonly lesson: Lesson;
  onProblem(problem: string): void;
}

export function CopyLesson({ lesson, onProblem }: Props) {
  const [made, setMade] = useState<{ readonly of: Lesson; readonly link: string; readonly copied: boolean } | null>(
    null,
  );
  // Of a lesson that has been changed since there is no link any more.
  const { link, copied } = made?.of === lesson ? made : { link: '', copied: false };
  const copy = async () => {
    try {
      const address = pageAddress() + encodeLesson(lesson);
      onProblem('');
      const isCopied = await navigator.clipboard.writeText(address).then(
        () => true,
        // Without permission the link stands in the field, for a copy by hand.
        () => false,
      );
      setMade({ of: lesson, link: address, copied: isCopied });
    } catch (error) {
      onProblem(messageOf(error));
    }
  };
  return (
    <>
      <button type="button" className="button" disabled={lesson.steps.length === 0} onClick={() => void copy()}>
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        {copied ? 'Copied' : 'Copy link'}
      </button>
      {link !== '' && (
        <div className="lesson-link">
          <input
            className="field mono"
            aria-label="Link to the lesson"
            readOnly
            value={link}
            onFocus={(event) => event.target.select()}
          />
          <p className={link.length > LONG ? 'problem' : 'quiet'} role="status">
            {copied ? 'The link is in the clipboard. ' : ''}
            {link.length > LONG
              ? `It has ${count(link.length)} characters, and many chat and mail programs break links of more than ${count(LONG)}: better send the lesson as a file.`
              : `It has ${count(link.length)} characters.`}
          </p>
        </div>
      )}
    </>
  );
}
