/** Where on its way through the layers a word comes first, in a sentence. */

/** @param ranks of the word: of the embeddings, then after each layer. @param word the word itself. */
export function firstPlaces(ranks: readonly number[], word: string): string {
  const first = ranks.indexOf(1);
  if (first < 0) return `${word} comes first after no layer.`;
  const last = ranks.lastIndexOf(1);
  const stays = ranks.findLastIndex((rank) => rank !== 1) + 1;
  if (stays === first) return `${word} comes first ${after(first)}, and stays there.`;
  const end = stays < ranks.length ? `for good ${after(stays)}` : `last ${after(last)}`;
  return first === last ? `${word} comes first ${after(first)} alone.` : `${word} comes first ${after(first)}, ${end}.`;
}

function after(index: number): string {
  return index === 0 ? 'before the first layer' : `after L${index - 1}`;
}
