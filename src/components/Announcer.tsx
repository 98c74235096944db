/** Says what an edit did, politely and once it stands still: a slider on its way would otherwise be read out at every step. */
import { useEffect, useState } from 'react';
import { effectInWords, hasEffect } from './effect-words';
import { useApp } from './store';

/** Milliseconds without a change before it is said. */
const STILL = 900;

export function Announcer() {
  const effect = useApp((state) => (hasEffect(state) ? effectInWords(state) : ''));
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (effect === null) return;
    const timer = setTimeout(() => setSaid(effect), STILL);
    return () => clearTimeout(timer);
  }, [effect]);
  return (
    <p className="visually-hidden" role="status" aria-label="Effect of the edits">
      {said}
    </p>
  );
}
