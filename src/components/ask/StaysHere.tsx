/** Where a visitor types what is theirs, it is said that it goes nowhere; e2e/visitor/nothing-leaves.spec.ts holds the page to it. */
import { Lock } from 'lucide-react';

export function StaysHere() {
  return (
    <p className="stays-here">
      <Lock size={12} aria-hidden />
      Nothing you type leaves this browser.
    </p>
  );
}
