/// <reference lib="dom" />
// The Import Key page in a journey, by keyboard: the focus moves by Tab, answers are typed or chosen by their letters.

export class ImportPage {
  /** @param {import('./keyboard.mjs').Keyboard} keyboard */
  constructor(keyboard) {
    this.keyboard = keyboard;
    this.workbench = keyboard.workbench;
    this.page = keyboard.page;
    const frames = this.page.locator('iframe.webview.ready:visible');
    /** The page is the one with its button, its result or its box. */
    this.frame = frames.filter({ visible: true }).last().contentFrame().frameLocator('#active-frame');
  }

  /** Waits until the page can be sent, or until it says what is missing. @param {RegExp} [obstacle] */
  async judged(obstacle) {
    const wanted = obstacle
      ? this.frame.locator('.obstacle', { hasText: obstacle })
      : this.frame.locator('[data-key="import"]:not([disabled])');
    await wanted.waitFor({ timeout: 30_000 }).catch(async () => {
      throw new Error(`the page is not ${obstacle ?? 'ready'}: ${await this.text()}`);
    });
  }

  /** @returns {Promise<string>} */
  async text() {
    return this.frame
      .locator('#root')
      .innerText()
      .catch(() => 'no page');
  }

  /** Moves the focus to a control. @param {string} id of a field */
  async to(id) {
    const control = this.frame.locator(`#field-${id}`);
    await control.waitFor({ timeout: 20_000 }).catch(async () => {
      throw new Error(`no field ${id}: ${await this.text()}`);
    });
    if (await control.evaluate((element) => element.matches(':focus'))) return control;
    await control.focus();
    return control;
  }

  /** Types a text over what is there. @param {string} id @param {string} text */
  async type(id, text) {
    const control = await this.to(id);
    this.keyboard.decided(`${id}: ${text}`);
    // Not by Ctrl+A: VS Code selects all in a webview by a message, which may come after the first letter.
    await control.evaluate((one) => /** @type {HTMLInputElement} */ (one).select());
    await this.page.keyboard.press('Delete');
    if (text !== '') await this.page.keyboard.type(text);
  }

  /** Chooses the option whose text has a part. @param {string} id @param {string} part */
  async choose(id, part) {
    const control = await this.to(id);
    const option = control.locator('option:not([disabled])', { hasText: part }).first();
    await option.waitFor({ state: 'attached', timeout: 20_000 }).catch(async () => {
      throw new Error(`${id} has no "${part}": ${await control.innerText()}`);
    });
    this.keyboard.decided(`${id}: ${part}`);
    await control.selectOption(await option.evaluate((one) => /** @type {HTMLOptionElement} */ (one).value));
  }

  /** The text of the option that is chosen. @param {string} id */
  async chosen(id) {
    const control = await this.to(id);
    return control.evaluate(
      (one) => /** @type {HTMLSelectElement} */ (one).selectedOptions[0]?.textContent?.trim() ?? '',
    );
  }

  /** Presses Import…, which is ready. */
  async import() {
    await this.judged();
    const button = this.frame.locator('[data-key="import"]');
    await button.focus();
    this.keyboard.decided('Import…');
    await this.page.keyboard.press('Enter');
  }

  /** Waits for the result, or the failure, that has a text: one of an earlier try may stand there until then. @param {string} text */
  async done(text) {
    await this.frame
      .locator('.result, .failure', { hasText: text })
      .or(this.frame.locator('#root:has(.result, .failure)', { hasText: text }))
      .first()
      .waitFor({ timeout: 60_000 })
      .catch(async () => {
        throw new Error(
          `the result lacks "${text}": ${await this.text()}; ${await this.keyboard.whatIsAsked()}`,
        );
      });
    return this.text();
  }

  /** Presses a small command, by Enter. @param {string} name */
  async press(name) {
    await this.frame.getByRole('button', { name, exact: true }).first().focus();
    this.keyboard.decided(name);
    await this.page.keyboard.press('Enter');
  }
}
