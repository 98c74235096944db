/** A thin progress bar; null where the share done is not known. */
export function Progress({ label, fraction }: { readonly label: string; readonly fraction: number | null }) {
  return (
    // A bar that becomes known is a new one, so that it does not shrink from full.
    <div
      key={fraction === null ? 'unknown' : 'known'}
      className={fraction === null ? 'progress unknown' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(fraction === null ? {} : { 'aria-valuenow': Math.round(fraction * 100) })}
    >
      <span style={fraction === null ? undefined : { transform: `scaleX(${fraction})` }} />
    </div>
  );
}
