/** For the first time in a room: in Explore the tour, elsewhere three lines, each above the place that it is about. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Room } from '../../state/view';
import { useApp, useAppStore } from '../store';
import { IconButton } from '../ui/IconButton';
import { Tour } from './Tour';

/** For Ask, See and Change. */
const LINES: Readonly<Record<Exclude<Room, 'explore'>, readonly [string, string, string]>> = {
  fact: [
    'Pick a fact. It is asked for in many wordings, and each neuron is scored in each of them.',
    'A neuron that counts in most wordings is one of the fact’s. Two sliders say what counts, and what is most.',
    'Teach the fact another answer through these neurons, then measure what else that moved.',
  ],
  layers: [
    'The prompt of Explore, the same question.',
    'What each layer would answer if the model stopped there, and where the answer looks in the sentence.',
    'Silence the strongest neurons and see from which layer on the answer takes another way.',
  ],
  relation: [
    'Pick a relation. Its facts are asked for, and a few facts of all the others.',
    'The map shows in how many facts each neuron counts: those of most facts may be the relation’s.',
    'Erase them, and see what that does to this relation, to the others, and what chance would do.',
  ],
  compare: [
    'A is the question of Explore. B differs from it in what you choose: prompt, target, edits or model.',
    'Both stand on the same scales. What differs by more than the error of the method is marked.',
    'Edits change A. B follows them, stays as trained, or keeps a copy.',
  ],
  prompts: [
    'Bring prompts of your own: a file, or text. They are asked one after the other.',
    'Each line has its answer and its strongest neurons; a click opens it in Explore.',
    'Edit neurons, and run the list again: every answer stands beside the one before.',
  ],
};

export function FirstSteps() {
  const store = useAppStore();
  const room = useApp((state) => state.room);
  const seen = useApp((state) => state.hintsSeen.includes(state.room));
  if (seen) return null;
  return (
    <aside className="first-steps" aria-label="First steps">
      {room === 'explore' ? (
        <Tour />
      ) : (
        <ol className="first-steps-list room-lines">
          {LINES[room].map((line, index) => (
            <Step key={line} number={index + 1}>
              {line}
            </Step>
          ))}
        </ol>
      )}
      <IconButton name="Dismiss first steps" small onClick={() => store.getState().putHintAway(room)}>
        <X size={14} aria-hidden />
      </IconButton>
    </aside>
  );
}

function Step({ number, children }: { readonly number: number; readonly children: ReactNode }) {
  return (
    <li>
      <b className="number" aria-hidden>
        {number}
      </b>
      <span>{children}</span>
    </li>
  );
}
