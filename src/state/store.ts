/**
 * The page's state: plain data in slices, each with its actions beside it. The session fills in what the engine answers;
 * components select what they show.
 */
import { subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { answersSlice, type AnswersSlice } from './answers';
import { askSlice, type AskSlice } from './ask';
import { beforehandSlice, type BeforehandSlice } from './beforehand';
import { besideSlice, type BesideSlice } from './beside';
import { editsSlice, type EditsSlice } from './edits';
import { exchangeSlice, type ExchangeSlice } from './exchange';
import { factSlice, type FactSlice } from './fact';
import { lessonSlice, type LessonSlice } from './lesson';
import { librarySlice, type LibrarySlice } from './library';
import { modelSlice, type ModelSlice } from './model';
import { modelsSlice, type ModelsSlice } from './models';
import { neuronWordsSlice, type NeuronWordsSlice } from './neuron-words';
import { noticesSlice, type NoticesSlice } from './notices';
import { otherSlice, type OtherSlice } from './other';
import { promptsSlice, type PromptsSlice } from './prompts';
import { relationSlice, type RelationSlice } from './relation';
import { roomsSlice, type RoomsSlice } from './rooms';
import { selectionSlice, type SelectionSlice } from './selection';
import { teachSlice, type TeachSlice } from './teach';
import { tourSlice, type TourSlice } from './tour';
import { viewSlice, type ViewSlice } from './view';

export type State = AnswersSlice &
  AskSlice &
  BeforehandSlice &
  BesideSlice &
  EditsSlice &
  ExchangeSlice &
  FactSlice &
  LessonSlice &
  LibrarySlice &
  ModelSlice &
  ModelsSlice &
  NeuronWordsSlice &
  NoticesSlice &
  OtherSlice &
  PromptsSlice &
  RelationSlice &
  RoomsSlice &
  SelectionSlice &
  TeachSlice &
  TourSlice &
  ViewSlice;

export function createAppStore() {
  return createStore<State>()(
    subscribeWithSelector((...args) => ({
      ...answersSlice(...args),
      ...askSlice(...args),
      ...beforehandSlice(...args),
      ...besideSlice(...args),
      ...editsSlice(...args),
      ...exchangeSlice(...args),
      ...factSlice(...args),
      ...lessonSlice(...args),
      ...librarySlice(...args),
      ...modelSlice(...args),
      ...modelsSlice(...args),
      ...neuronWordsSlice(...args),
      ...noticesSlice(...args),
      ...otherSlice(...args),
      ...promptsSlice(...args),
      ...relationSlice(...args),
      ...roomsSlice(...args),
      ...selectionSlice(...args),
      ...teachSlice(...args),
      ...tourSlice(...args),
      ...viewSlice(...args),
    })),
  );
}

export type AppStore = ReturnType<typeof createAppStore>;
