/**
 * Words of the vocabulary that a person may have meant: the same word in other case, one typing slip away, sharing a
 * beginning, two slips away; in that order, and among equals the one that comes first in the vocabulary (BERT's
 * vocabularies put common words first). Only whole words: no "##" pieces, no "[...]" and "<...>".
 */
export function nearWords(word: string, vocabulary: readonly (string | undefined)[], limit: number): number[] {
  const wanted = word.toLowerCase();
  const ranked: { id: number; rank: number }[] = [];
  vocabulary.forEach((token, id) => {
    if (!isWholeWord(token)) return;
    const rank = rankOf(wanted, token.toLowerCase());
    if (rank < Infinity) ranked.push({ id, rank });
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.id - b.id)
    .slice(0, limit)
    .map(({ id }) => id);
}

/** Whole words that begin so, whatever their case; the first of the vocabulary first, but the word itself before all. */
export function wordsFrom(beginning: string, vocabulary: readonly (string | undefined)[], limit: number): number[] {
  const wanted = beginning.toLowerCase();
  const [exact, longer]: [number[], number[]] = [[], []];
  vocabulary.forEach((token, id) => {
    if (!isWholeWord(token) || !token.toLowerCase().startsWith(wanted)) return;
    (token.length === wanted.length ? exact : longer).push(id);
  });
  return [...exact, ...longer].slice(0, limit);
}

function isWholeWord(token: string | undefined): token is string {
  return token !== undefined && token !== '' && !token.startsWith('##') && !/^(\[.*\]|<.*>)$/.test(token);
}

function rankOf(wanted: string, token: string): number {
  if (token === wanted) return 0;
  const slips = wanted.length < 3 ? Infinity : distanceUpTo2(wanted, token);
  if (slips === 1) return 1;
  const shared = Math.min(wanted.length, token.length);
  if (shared >= 3 && (token.startsWith(wanted) || wanted.startsWith(token))) {
    return 2 + Math.abs(token.length - wanted.length) / 100;
  }
  return slips === 2 && wanted.length >= 5 ? 4 : Infinity;
}

/**
 * Edit distance (insert, delete, replace, swap neighbours) where it is at most 2, else Infinity. Comparing from both
 * ends first leaves little to compare: two words at most 2 apart differ in a short middle only.
 */
export function distanceUpTo2(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const distance = editDistance(a.slice(start, endA), b.slice(start, endB));
  return distance <= 2 ? distance : Infinity;
}

/** Optimal string alignment, by three rows of its table. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
