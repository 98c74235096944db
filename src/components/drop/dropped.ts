/** What was dropped onto the page, as a list of files with their folders, and which part of the page it is for. */
import { messageOf } from '../../errors';
import { openState } from '../../keeping/links';
import { readWorkFile } from '../../keeping/work-file';
import { importEdits } from '../change/files';
import { isLessonFile, openLessonFile } from '../gallery/lesson-files';
import { looksLikeModelFile, sourceOfPaths, type NamedFile } from '../models/own-files';
import { openPromptFiles } from '../prompts/files';
import type { Session } from '../../session/session';
import type { AppStore } from '../../state/store';

/** Files that a folder may hold at most; a dropped home folder should not be read to its end. */
const MOST_FILES = 500;

/** Walks through dropped folders. The list of items is only there during the event, so it is read before anything is awaited. */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  // Files that come from another program may have no place in a file system.
  if (entries.includes(null)) return [...transfer.files].map((file) => ({ path: file.name, data: file }));
  const files: NamedFile[] = [];
  const visit = async (entry: FileSystemEntry): Promise<void> => {
    if (files.length >= MOST_FILES || entry.name.startsWith('.')) return;
    if (isFile(entry)) {
      const data = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      files.push({ path: entry.fullPath.replace(/^\//, ''), data });
    } else if (isFolder(entry)) {
      const reader = entry.createReader();
      const next = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      for (let part = await next(); part.length > 0 && files.length < MOST_FILES; part = await next()) {
        for (const child of part) await visit(child);
      }
    }
  };
  for (const entry of entries) if (entry) await visit(entry);
  return files;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** A model, a piece of work, edits, a lesson, or prompts: told from the names, and where those leave it open, from the text. */
export async function openDropped(store: AppStore, session: Session, files: readonly NamedFile[]): Promise<void> {
  if (files.some(({ path }) => looksLikeModelFile(path))) {
    store.getState().setModelsOpen(true);
    await session.loadModel(sourceOfPaths(files));
    return;
  }
  const named = files.map(({ path, data }) => new File([data], path.split('/').at(-1) ?? path));
  const [first] = named;
  if (!first) return;
  if (named.length === 1 && (await openWorkFile(store, session, first))) return;
  if (named.length === 1 && (await isEdits(first))) await importEdits(store, first);
  else if (named.length === 1 && (await isLessonFile(first))) await openLessonFile(store, session, first);
  else await openPromptFiles(store, named);
}

/** False where the file is something else; what is wrong with a file of work is said. */
async function openWorkFile(store: AppStore, session: Session, file: File): Promise<boolean> {
  if (!file.name.endsWith('.json')) return false;
  try {
    const work = readWorkFile(await file.text());
    if (work) await openState(store, session, work);
    return work !== null;
  } catch (error) {
    store.getState().notify({ tone: 'problem', cause: 'link', text: messageOf(error) });
    return true;
  }
}

/** Edits are one JSON document with neurons and values; prompts in JSON are one object a line. */
async function isEdits(file: File): Promise<boolean> {
  if (!file.name.endsWith('.json')) return false;
  try {
    const value: unknown = JSON.parse(await file.text());
    return typeof value === 'object' && value !== null && 'neurons' in value && 'values' in value;
  } catch {
    return false;
  }
}
