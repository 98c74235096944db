/** The running session, for the few components that ask the engine something themselves. */
import { createContext, use } from 'react';
import type { Session } from '../session/session';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('This component needs a SessionContext around it.');
  return session;
}
