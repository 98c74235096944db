/**
 * Which rows of the position embeddings a prompt's tokens take. BERT counts from 0. RoBERTa counts from behind the padding
 * token's id and leaves padding out, which stays at that id, even where a prompt spells it out.
 *
 * @param length rows to give: those behind the prompt's end are padding, which nothing reads.
 */
export function positionRows(ids: readonly number[], length: number, firstPosition: number): number[] {
  const padding = firstPosition - 1;
  let next = firstPosition;
  return Array.from({ length }, (_, place) => {
    if (firstPosition === 0) return place;
    const id = ids[place] ?? padding;
    return id === padding ? padding : next++;
  });
}
