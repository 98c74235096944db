/** `engram/link`: a piece of work as a link's fragment, and back. Nothing here needs a model. */
export { EngramError } from '../errors';
export { decodeLink, encodeLink, type DecodedLink, type LinkState } from '../keeping/link';
