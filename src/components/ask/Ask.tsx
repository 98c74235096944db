/** The left place: the question, the word to follow, what the model says, and questions to start from. */
import { WalkBar } from '../prompts/WalkBar';
import { Examples } from './Examples';
import { Predictions } from './Predictions';
import { PromptField } from './PromptField';
import { StaysHere } from './StaysHere';
import { Target } from './Target';

export function Ask() {
  return (
    <section className="place ask" aria-labelledby="ask-title">
      <header className="place-head">
        <h2 id="ask-title">Ask</h2>
        <p>a sentence with one gap</p>
      </header>
      <WalkBar />
      <PromptField />
      <Target />
      <StaysHere />
      <Predictions />
      <Examples />
    </section>
  );
}
