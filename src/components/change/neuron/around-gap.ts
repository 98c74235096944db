/** A prompt for one line, which is cut off at its end: what leads up to the gap is shortened, so that [MASK] stays in sight. */
const GAP = '[MASK]';
/** Characters before the gap. */
const LEAD = 26;

export function aroundGap(prompt: string): string {
  const at = prompt.indexOf(GAP);
  if (at <= LEAD) return prompt;
  const lead = prompt.slice(at - LEAD - 1, at);
  // From the beginning of a word, where there is one.
  const from = /\s(?=\S)/.exec(lead)?.index ?? -1;
  return `\u2026${lead.slice(from + 1)}${prompt.slice(at)}`;
}
