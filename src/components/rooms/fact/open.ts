/** Opens a fact: its answer has to be one token of the model, and its wordings come from its relation. */
import type { Hit } from '../../../library/search';
import { paraphrasesOf } from '../../../library/template';
import { messageOf } from '../../../errors';
import type { Session } from '../../../session/session';
import { isCloze, type WordedFact } from '../../../state/wordings';
import type { AppStore, State } from '../../../state/store';
import { quote } from '../../../schema';

export async function openLibraryFact(store: AppStore, session: Session, hit: Hit): Promise<void> {
  const fact = await factOf(store, session, hit);
  if (fact) store.getState().openFact(fact);
}

/** Puts a second fact beside the first, and finds its neurons. */
export async function openSecondFact(store: AppStore, session: Session, hit: Hit): Promise<void> {
  const fact = await factOf(store, session, hit);
  if (!fact) return;
  store.getState().openOther(fact);
  session.startWork('otherEvidence');
}

/** null where it cannot be followed, which is said. */
async function factOf(store: AppStore, session: Session, { relation, fact }: Hit): Promise<WordedFact | null> {
  try {
    const found = await session.lookUp(fact.object);
    if (found.ok)
      return {
        relation: relation.id,
        subject: fact.subject,
        target: found.token,
        paraphrases: paraphrasesOf(relation, fact),
      };
    store.getState().notify({
      tone: 'problem',
      cause: 'question',
      text: `${quote(fact.object)} cannot be followed: ${found.problem}`,
    });
  } catch (error) {
    store.getState().notify({ tone: 'problem', cause: 'question', text: messageOf(error) });
  }
  return null;
}

/** The question of the first room, as a fact of the visitor's own: the wordings are theirs to add. */
export function openOwnFact({ prompt, reading, openFact, addParaphrase }: State): void {
  if (reading?.about.prompt !== prompt || !isCloze(prompt)) return;
  openFact({ relation: null, subject: '', target: reading.value.target, paraphrases: [prompt] });
  addParaphrase();
}
