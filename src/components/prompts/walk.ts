/** Walking through the list: a prompt of it becomes the page's question, and its target the word that is followed. */
import { messageOf } from '../../errors';
import type { Session } from '../../session/session';
import { quote } from '../../schema';
import type { AppStore } from '../../state/store';

export async function walkTo(store: AppStore, session: Session, index: number): Promise<void> {
  const { promptList, notify } = store.getState();
  const listed = promptList?.prompts[index];
  if (!listed) return;
  store.getState().walkTo(index);
  if (listed.target === null) return;
  try {
    const found = await session.lookUp(listed.target);
    const { promptAt, prompt } = store.getState();
    if (promptAt !== index || prompt !== listed.prompt) return;
    if (found.ok) store.getState().setTarget(found.token);
    else
      notify({
        tone: 'problem',
        cause: 'question',
        text: `${quote(listed.target)} cannot be followed: ${found.problem}`,
      });
  } catch (error) {
    notify({ tone: 'problem', cause: 'question', text: messageOf(error) });
  }
}
