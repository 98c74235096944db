/** The first place, side by side: what A asks is the question of Explore; what B asks is chosen below it. */
import { PromptField } from '../../ask/PromptField';
import { Target } from '../../ask/Target';
import { BesideFields } from './BesideFields';

export function AskCompare() {
  return (
    <section className="place ask ask-compare" aria-labelledby="ask-title">
      <header className="place-head">
        <h2 id="ask-title">Ask</h2>
        <p>two questions, side by side</p>
      </header>
      <div role="group" aria-label="A">
        <h3 className="side-title">
          <b className="side-letter">A</b> the question of Explore, with the edits in force
        </h3>
        <PromptField />
        <Target brief />
      </div>
      <BesideFields />
    </section>
  );
}
