/** The mark: a trace through a grid of neurons. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 64 64" width="26" height="26" aria-hidden>
      <rect className="mark-ground" width="64" height="64" rx="14" />
      <g className="mark-quiet">
        <circle cx="16" cy="16" r="4" />
        <circle cx="32" cy="16" r="4" />
        <circle cx="16" cy="32" r="4" />
        <circle cx="48" cy="32" r="4" />
        <circle cx="32" cy="48" r="4" />
        <circle cx="48" cy="48" r="4" />
      </g>
      <path className="mark-trace" d="M16 48 32 32 48 16" fill="none" strokeWidth="4" strokeLinecap="round" />
      <g className="mark-lit">
        <circle cx="16" cy="48" r="6" />
        <circle cx="32" cy="32" r="7.5" />
        <circle cx="48" cy="16" r="6" />
      </g>
    </svg>
  );
}
