/** What a picture is of: model, question and edits, for its lines of text, its file's name and the columns of its table. */
import { countActive } from '../knowledge/edits/edit-list';
import type { EditsDocument } from '../knowledge/edits/edits';
import type { State } from '../state/store';
import { counted, word } from './format';
import type { Cell, Table } from './table';

export interface AboutPicture {
  /** For a person. */
  readonly model: string;
  /** Of its weights; null where no model says. */
  readonly hash: string | null;
  /** The prompt, or what the many prompts are about. */
  readonly asked: string;
  /** A token. */
  readonly target: string | null;
  /** Edits in force. */
  readonly edits: number;
  /** Whether they are in force beside what the picture itself does to neurons. */
  readonly besides?: boolean;
}

type Knowing = Pick<State, 'info' | 'beforehand'>;

/** @param model hash that an answer is about; null before a model has said its own. */
export function modelOfPicture(
  { info, beforehand }: Knowing,
  model: string | null,
): Pick<AboutPicture, 'model' | 'hash'> {
  const hash = model ?? info?.hash ?? beforehand?.model ?? null;
  if (info?.hash === hash) return { model: info.name, hash };
  return { model: beforehand?.model === hash ? 'Built-in model' : 'Another model', hash };
}

export function countOfEdits(edits: EditsDocument): number {
  return countActive(edits);
}

export function editsInWords({ edits, besides = false }: Pick<AboutPicture, 'edits' | 'besides'>): string {
  const noun = besides ? 'other edit' : 'edit';
  return edits === 0 ? `without ${noun}s` : `with ${counted(edits, noun)}`;
}

/** target paris, with 3 edits */
export function aboutInWords(about: Pick<AboutPicture, 'target' | 'edits' | 'besides'>): string {
  const { target } = about;
  return [...(target === null ? [] : [`target ${word(target)}`]), editsInWords(about)].join(', ');
}

/** The text of a token by its id, where some answer of the state tells it. */
export function tokenTextOf({ reading, target }: Pick<State, 'reading' | 'target'>, id: number): string {
  const known = [
    ...(reading ? [reading.value.target, ...reading.value.before.top, ...reading.value.after.top] : []),
    ...(target ? [target] : []),
  ];
  return known.find((token) => token.id === id)?.token ?? `token ${id}`;
}

/** Columns of its own between those that every table has: what was asked before them, under which edits of which model behind. */
export function tableAbout(about: AboutPicture, columns: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  return {
    columns: ['prompt', 'target', ...columns, 'edits', 'model', 'model_hash'],
    rows: rows.map((row) => [about.asked, about.target, ...row, about.edits, about.model, about.hash]),
  };
}

const LONGEST = { asked: 60, target: 24 } as const;

/**
 * The name of a picture's file: `engram-map-the-capital-of-france-is-paris`, for 3 edits `...-3-edits`. The target stands
 * in its gap, or behind a question that is too long.
 */
export function fileNameOf(picture: string, { asked, target, edits }: Omit<AboutPicture, 'model' | 'hash'>): string {
  const own = target === null ? '' : slug(target, LONGEST.target);
  const whole = slug(asked.replace('[MASK]', ` ${own} `), Infinity);
  const isShort = asked.includes('[MASK]') && [...whole].length <= LONGEST.asked + LONGEST.target;
  const parts = isShort ? [whole] : [slug(asked.replace('[MASK]', ' '), LONGEST.asked), own];
  const edited = edits === 0 ? [] : [edits === 1 ? '1-edit' : `${edits}-edits`];
  return ['engram', picture, ...parts, ...edited].filter((part) => part !== '').join('-');
}

/** Letters and digits of any script, in lower case, with hyphens between; whole words of it where it is longer than that. */
function slug(text: string, longest: number): string {
  const words = text
    .normalize('NFKD')
    .replace(/([A-Za-z])\p{M}+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((part) => part !== '');
  let name = '';
  for (const part of words) {
    const longer = name === '' ? part : `${name}-${part}`;
    if ([...longer].length > longest) return name === '' ? [...part].slice(0, longest).join('') : name;
    name = longer;
  }
  return name;
}
