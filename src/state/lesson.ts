/**
 * A lesson: a teacher's list of links with text between, walked by a student. What the student had before it is put aside
 * as a whole and comes back as a whole; what a step was left with is forgotten when another one opens. Beside it the lesson
 * that the visitor is making.
 */
import { NO_EDITS } from '../knowledge/edits/edits';
import type { AnswersSlice } from './answers';
import type { AskSlice } from './ask';
import { BESIDE_AT_FIRST, type BesideSlice } from './beside';
import type { EditsSlice } from './edits';
import { FIRST_PROMPT } from './examples';
import { exchangedWork } from './exchange';
import type { FactSlice } from './fact';
import type { ModelSlice } from './model';
import type { ModelsSlice } from './models';
import type { NoticesSlice } from './notices';
import type { OtherSlice } from './other';
import type { PromptsSlice } from './prompts';
import type { RelationSlice } from './relation';
import type { RoomsSlice } from './rooms';
import type { SelectionSlice } from './selection';
import type { Slice } from './slice';
import type { TeachSlice } from './teach';
import type { ViewSlice } from './view';

export interface LessonStep {
  /** One line. */
  readonly title: string;
  /** Of a link to the page, "#" included. */
  readonly fragment: string;
  /** Markdown. */
  readonly text: string;
}

export interface Lesson {
  /** One line. */
  readonly title: string;
  /** Markdown: what stands before the first step. */
  readonly intro: string;
  readonly steps: readonly LessonStep[];
}

export const EMPTY_LESSON: Lesson = { title: '', intro: '', steps: [] };

/** What belongs to the visitor's work and gives way to a lesson. */
const WORK_NAMES = [
  'prompt',
  'target',
  'edits',
  'editsOn',
  'past',
  'future',
  'selected',
  'waiting',
  'room',
  'colour',
  'attributionOf',
  'focus',
  'fact',
  'other',
  'thresholds',
  'activationThresholds',
  'rankBy',
  'relation',
  'sparing',
  'eraseCount',
  'teachTo',
  'filtering',
  'lambdas',
  'evidence',
  'otherEvidence',
  'relationEvidence',
  'attention',
  'effect',
  'erasure',
  'beside',
  'promptList',
  'promptAt',
  'promptResults',
  'workOf',
  'modelSource',
  'aside',
] as const;

type Everything = AnswersSlice &
  AskSlice &
  BesideSlice &
  EditsSlice &
  FactSlice &
  ModelSlice &
  ModelsSlice &
  NoticesSlice &
  OtherSlice &
  PromptsSlice &
  RelationSlice &
  RoomsSlice &
  SelectionSlice &
  TeachSlice &
  ViewSlice;

/** After a reload, what did not fit its schema or the storage is missing. */
export type WorkBefore = Partial<Pick<Everything, (typeof WORK_NAMES)[number]>>;

export interface OpenLesson {
  readonly lesson: Lesson;
  /** The step that is open, from 0. */
  readonly at: number;
  readonly before: WorkBefore;
}

/** What the gallery shows. */
export const GALLERY_TABS = ['findings', 'lessons'] as const;
export type GalleryTab = (typeof GALLERY_TABS)[number];

export interface LessonSlice {
  readonly lesson: OpenLesson | null;
  /** The lesson that the visitor is making. */
  readonly lessonDraft: Lesson;
  readonly galleryOpen: GalleryTab | null;
  /** Takes the lesson's first step, with nothing of the visitor's on the page. In a lesson already, what was before that one stays. */
  beginLesson(lesson: Lesson): void;
  /** Takes a step of the open lesson, with a clean page; its link is still to be opened. */
  turnTo(at: number): void;
  /** Ends the lesson and brings back what was before it. Edits of another model than the one in use wait aside for that. */
  endLesson(): void;
  setLessonDraft(lessonDraft: Lesson): void;
  setGalleryOpen(galleryOpen: GalleryTab | null): void;
}

export const lessonSlice: Slice<LessonSlice, Everything> = (set, get) => ({
  lesson: null,
  lessonDraft: EMPTY_LESSON,
  galleryOpen: null,
  beginLesson: (lesson) => {
    const before = get().lesson?.before ?? workNow(get());
    set({ lesson: { lesson, at: 0, before }, ...cleanPage(before) });
  },
  turnTo: (at) => {
    const open = get().lesson;
    if (open && at >= 0 && at < open.lesson.steps.length) set({ lesson: { ...open, at }, ...cleanPage(open.before) });
  },
  endLesson: () => {
    const { lesson, info } = get();
    if (!lesson) return;
    const { modelSource: _, ...work } = lesson.before;
    // Over a reload a selection is not kept.
    set({ lesson: null, gesture: null, selected: [], ...work });
    if (info) set(exchangedWork(get(), info));
  },
  setLessonDraft: (lessonDraft) => set({ lessonDraft }),
  setGalleryOpen: (galleryOpen) => set({ galleryOpen }),
});

/** The visitor's work as it is now. */
export function workNow(state: Everything): WorkBefore {
  return Object.fromEntries(WORK_NAMES.map((name) => [name, state[name]]));
}

/** Nothing of one's own, as on a first visit; but settings, lists of prompts and other models' work are as they were before. */
function cleanPage(before: WorkBefore): Partial<Everything> {
  const { workOf: _, modelSource: __, ...settings } = before;
  return {
    ...settings,
    room: 'explore',
    prompt: FIRST_PROMPT,
    target: null,
    edits: NO_EDITS,
    editsOn: true,
    past: [],
    future: [],
    gesture: null,
    selected: [],
    waiting: {},
    attributionOf: 'trained',
    focus: null,
    fact: null,
    other: null,
    relation: null,
    teachTo: null,
    beside: BESIDE_AT_FIRST,
    evidence: null,
    otherEvidence: null,
    relationEvidence: null,
    effect: null,
    erasure: null,
  };
}
