/**
 * The page's state: plain data in slices, each with its actions beside it. The controller fills in what the engine
 * answers; components select what they show. The visitor's own work outlives the tab (see persistence.ts).
 */
import { subscribeWithSelector } from 'zustand/middleware';
import { createStore, type StateCreator } from 'zustand/vanilla';
import { askSlice, type AskSlice } from './ask';
import { editsSlice, type EditsSlice } from './edits';
import { factSlice, type FactSlice } from './fact';
import { layersSlice, type LayersSlice } from './layers';
import { librarySlice, type LibrarySlice } from './library';
import { modelSlice, type ModelSlice } from './model';
import { modelsSlice, type ModelsSlice } from './models';
import { noticesSlice, type NoticesSlice } from './notices';
import { promptsSlice, type PromptsSlice } from './prompts';
import { relationSlice, type RelationSlice } from './relation';
import { resultsSlice, type ResultsSlice } from './results';
import { selectionSlice, type SelectionSlice } from './selection';
import { tasksSlice, type TasksSlice } from './tasks';
import { teachSlice, type TeachSlice } from './teach';
import { viewSlice, type ViewSlice } from './view';

export type State = AskSlice &
  EditsSlice &
  FactSlice &
  LayersSlice &
  LibrarySlice &
  ModelSlice &
  ModelsSlice &
  NoticesSlice &
  PromptsSlice &
  RelationSlice &
  ResultsSlice &
  SelectionSlice &
  TasksSlice &
  TeachSlice &
  ViewSlice;

export type Slice<T> = StateCreator<State, [], [], T>;

export function createAppStore() {
  return createStore<State>()(
    subscribeWithSelector((...args) => ({
      ...askSlice(...args),
      ...editsSlice(...args),
      ...factSlice(...args),
      ...layersSlice(...args),
      ...librarySlice(...args),
      ...modelSlice(...args),
      ...modelsSlice(...args),
      ...noticesSlice(...args),
      ...promptsSlice(...args),
      ...relationSlice(...args),
      ...resultsSlice(...args),
      ...selectionSlice(...args),
      ...tasksSlice(...args),
      ...teachSlice(...args),
      ...viewSlice(...args),
    })),
  );
}

export type AppStore = ReturnType<typeof createAppStore>;
