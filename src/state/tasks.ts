/** Long work of the workbench: how far each piece is, or why it has no result. A finished piece leaves only its result. */
import type { Slice } from './store';

export const TASKS = [
  'evidence',
  'other',
  'siblings',
  'relation',
  'effect',
  'erasure',
  'attention',
  'firing',
  'prompts',
] as const;
export type TaskName = (typeof TASKS)[number];

export type Task =
  | { readonly status: 'running'; /** 0..1, or null where it is not known yet. */ readonly fraction: number | null }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly message: string };

export interface TasksSlice {
  readonly tasks: Readonly<Partial<Record<TaskName, Task>>>;
  /** null: it is done. */
  setTask(name: TaskName, task: Task | null): void;
}

export const tasksSlice: Slice<TasksSlice> = (set, get) => ({
  tasks: {},
  setTask: (name, task) => {
    const { [name]: _, ...others } = get().tasks;
    set({ tasks: task ? { ...others, [name]: task } : others });
  },
});
