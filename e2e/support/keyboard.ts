/** A visitor without a pointer, whose keys are counted. */
import { expect, type Locator, type Page } from '@playwright/test';

/** Keys that a task may take, from a loaded page. */
const MOST_KEYS = 40;

export class Keyboard {
  #keys = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
    this.#keys += keys.length;
  }

  /** The link at the top that goes to a place. */
  skip(to: string): Locator {
    return this.#page.getByRole('link', { name: `Skip to ${to}` });
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    this.#keys += text.length;
  }

  /** Presses Tab until the control has the focus. */
  async tabTo(control: Locator): Promise<void> {
    for (let tries = 0; tries < MOST_KEYS; tries++) {
      await this.press('Tab');
      if (await control.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`Not reached in ${MOST_KEYS} keys: ${control.toString()}`);
  }

  /** What has been done took few enough keys; the next task starts at the top of the page. */
  async done(task: string): Promise<void> {
    expect(this.#keys, `keys to ${task}`).toBeLessThanOrEqual(MOST_KEYS);
    this.#keys = 0;
    await this.toTop();
  }

  /** Long work is waited for at the top of the page. */
  async toTop(): Promise<void> {
    await this.#page.evaluate(() => {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
    });
  }
}
