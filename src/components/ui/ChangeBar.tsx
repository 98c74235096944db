/** What a bar of a probability holds: what is there now, and beside it what the edits added or took away. */
interface Props {
  readonly before: number;
  readonly after: number;
}

export function ChangeBar({ before, after }: Props) {
  const low = Math.min(before, after);
  return (
    <>
      <span className="bar-now" style={{ width: `${low * 100}%` }} />
      <span
        className={after > before ? 'bar-gained' : 'bar-lost'}
        style={{ left: `${low * 100}%`, width: `${Math.abs(after - before) * 100}%` }}
      />
    </>
  );
}
