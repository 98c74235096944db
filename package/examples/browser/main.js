// @ts-check
import { builtinModel } from 'engram/builtin';
import { openModelInBrowser } from 'engram/browser';

const prompt = /** @type {HTMLInputElement} */ (document.querySelector('#prompt'));
const answers = /** @type {HTMLElement} */ (document.querySelector('#answers'));
const status = /** @type {HTMLElement} */ (document.querySelector('#status'));

const model = await openModelInBrowser(builtinModel, {
  onProgress: ({ loaded }) => (status.textContent = `${(loaded / 1e6).toFixed(0)} MB`),
});
status.textContent = model.runsOn.reason;

async function answer() {
  try {
    const { after } = await model.predict(prompt.value, { top: 5 });
    answers.replaceChildren(
      ...after.top.map(({ token, probability }) => {
        const item = document.createElement('li');
        item.textContent = `${token} ${probability.toFixed(3)}`;
        return item;
      }),
    );
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

prompt.addEventListener('input', answer);
await answer();
