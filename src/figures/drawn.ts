/** What draws pictures, as one piece that the page fetches when the first one is to leave it. */
export { pictureOf } from './picture-of';
export { csvOf } from './table';
