/**
 * What an address asks of an embed: `?embed=NAME` shows one picture of the page without the frame, for another page's
 * iframe. docs/embedding.md describes it for those who write such addresses by hand.
 */
import { PICTURES, type PictureName } from '../state/pictures';
import { THEMES, type Theme } from '../state/view';

export interface EmbedRequest {
  /** Null where there is no picture of that name. */
  readonly picture: PictureName | null;
  /** The name as it stands in the address. */
  readonly name: string;
  readonly theme: Theme;
  /** The question, where it is not in a link; the target may be left to the model. */
  readonly prompt: string | null;
  readonly target: string | null;
  /** The only origin that is told anything; null: whoever asks. */
  readonly parent: string | null;
}

const FIRST: PictureName = 'map';
/** Characters of a prompt and of a word, as in links. */
const [LONGEST_PROMPT, LONGEST_WORD] = [20_000, 200];

/** @param search of the address, with or without "?". @returns null where no embed is asked for. */
export function embedIn(search: string): EmbedRequest | null {
  const parameters = new URLSearchParams(search);
  const name = parameters.get('embed');
  if (name === null) return null;
  const text = (key: string, most: number) => {
    const given = parameters.get(key)?.slice(0, most).trim() ?? '';
    return given === '' ? null : given;
  };
  return {
    picture: name === '' ? FIRST : (PICTURES.find((picture) => picture === name.toLowerCase()) ?? null),
    name,
    theme: THEMES.find((theme) => theme === parameters.get('theme')) ?? 'system',
    prompt: text('prompt', LONGEST_PROMPT),
    target: text('target', LONGEST_WORD),
    parent: parameters.has('parent') ? originOf(parameters.get('parent') ?? '') : null,
  };
}

/** What is no origin is one that nobody has, so that a slip of the pen opens nothing. */
const NOBODY = 'https://nobody.invalid';

function originOf(address: string): string {
  try {
    const { origin } = new URL(address);
    return origin === 'null' ? NOBODY : origin;
  } catch {
    return NOBODY;
  }
}
