/** Opens a fact: its answer has to be one token of the model, and its wordings come from its relation. */
import type { Hit } from '../../../library/search';
import { paraphrasesOf } from '../../../library/template';
import { messageOf } from '../../../errors';
import type { Session } from '../../../state/controller/session';
import { isCloze } from '../../../state/fact';
import { store } from '../../../state/store';
import { quote } from '../../../schema';

export async function openLibraryFact(session: Session, { relation, fact }: Hit): Promise<void> {
  try {
    const found = await session.lookUp(fact.object);
    if (found.ok) {
      store.getState().openFact({
        relation: relation.id,
        subject: fact.subject,
        target: found.token,
        paraphrases: paraphrasesOf(relation, fact),
      });
    } else {
      store.getState().notify({ tone: 'problem', text: `${quote(fact.object)} cannot be followed: ${found.problem}` });
    }
  } catch (error) {
    store.getState().notify({ tone: 'problem', text: messageOf(error) });
  }
}

/** The question of the first room, as a fact of the visitor's own: the wordings are theirs to add. */
export function openOwnFact(): void {
  const { prompt, reading, openFact, addParaphrase } = store.getState();
  if (reading?.prompt !== prompt || !isCloze(prompt)) return;
  openFact({ relation: null, subject: '', target: reading.target, paraphrases: [prompt] });
  addParaphrase();
}
