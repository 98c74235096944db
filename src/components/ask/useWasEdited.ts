/** Whether a question that is read without edits now was read with some before: only then is anything restored. */
import { useState } from 'react';

export function useWasEdited(question: string, edited: boolean): boolean {
  const [last, setLast] = useState<string | null>(null);
  if (edited && last !== question) setLast(question);
  return last === question;
}
