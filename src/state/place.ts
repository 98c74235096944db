/** Where one stands on the page: everything that an opened link replaces, the edits aside, and what was found about it. */
import type { AnswersSlice } from './answers';
import type { AskSlice } from './ask';
import type { BesideSlice } from './beside';
import type { EditsSlice } from './edits';
import type { FactSlice } from './fact';
import type { OtherSlice } from './other';
import type { PLACE } from './place-names';
import type { PromptsSlice } from './prompts';
import type { RelationSlice } from './relation';
import type { RoomsSlice } from './rooms';
import type { SelectionSlice } from './selection';
import type { TeachSlice } from './teach';
import type { ViewSlice } from './view';

type Placed = AnswersSlice &
  AskSlice &
  BesideSlice &
  Pick<EditsSlice, 'work'> &
  FactSlice &
  OtherSlice &
  PromptsSlice &
  RelationSlice &
  RoomsSlice &
  SelectionSlice &
  TeachSlice &
  ViewSlice;

export type Whereabouts = Readonly<Pick<Placed, (typeof PLACE)[number]>>;
