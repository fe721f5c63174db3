/// <reference lib="dom" />
/* global document */
// A journey by keyboard alone: questions answered, dialogs and notifications acted on, pages walked by Tab.
import { ok } from './workbench.mjs';

export class Keyboard {
  /** @param {import('./workbench.mjs').Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.page = workbench.page;
    this.row = this.page.locator('.quick-input-list .monaco-list-row.focused').first();
    /** What a user chose, typed or confirmed, in order. @type {string[]} */
    this.decisions = [];
  }

  /** Counts a choice, a typed value or a confirmation. @param {string} what */
  decided(what) {
    this.decisions.push(what);
  }

  /**
   * A check that the rest of the journey stands on: where it fails, the journey ends.
   * @param {string} name @param {() => Promise<void>} body
   */
  async check(name, body) {
    let done = false;
    await this.workbench.check(name, async () => {
      await body();
      done = true;
    });
    ok(done, `nothing was tried after: ${name}`);
  }

  /** Waits for a question that has a text in its title, message or placeholder. @param {string} text @param {number} [timeout] */
  async asked(text, timeout = 20_000) {
    await this.page
      .waitForFunction(
        (wanted) => {
          const box = document.querySelector('.quick-input-widget');
          const line = /** @type {HTMLInputElement | null} */ (box?.querySelector('input.input'));
          return (
            box?.checkVisibility() === true &&
            `${/** @type {HTMLElement} */ (box).innerText} ${line?.placeholder ?? ''}`.includes(wanted)
          );
        },
        text,
        { timeout },
      )
      .catch(async () => {
        throw new Error(`"${text}" is not asked; ${await this.whatIsAsked()}`);
      });
  }

  /** What stands in the open quick input, for failures. */
  whatIsAsked() {
    return this.page.evaluate(() => {
      const box = /** @type {HTMLElement | null} */ (document.querySelector('.quick-input-widget'));
      const line = /** @type {HTMLInputElement | null} */ (box?.querySelector('input.input'));
      const dialog = document.querySelector('.monaco-dialog-box')?.textContent;
      return `${dialog ? `a dialog: ${dialog}; ` : ''}asked: ${box?.checkVisibility() === true ? `${box.innerText} ${line?.placeholder ?? ''}`.slice(0, 400) : 'nothing'}`;
    });
  }

  /** The focus is in the question: a page beside may have taken it meanwhile. */
  async focus() {
    await this.workbench.settled();
    await this.workbench.quickInput().focus();
  }

  /**
   * Waits for a question and takes the row that a filter leaves first; without a filter, what is offered first.
   * @param {string} question @param {string} [filter] @param {string | RegExp} [expected] text of the row
   * @param {{ step?: string, picture?: string }} [shown] a picture before the answer, in the first theme or in all
   */
  async choose(question, filter = '', expected = filter, shown = {}) {
    await this.asked(question);
    await this.focus();
    if (shown.step !== undefined) await this.workbench.step(shown.step);
    if (shown.picture !== undefined) await this.workbench.picture(shown.picture);
    await this.focus();
    const row = this.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: expected })
      .first();
    // Rows out of sight do not exist: the filter brings the one that is meant. Typed again where a list that came
    // late, or a page beside that took the focus, has swallowed it.
    for (let attempt = 1; attempt <= 4; attempt++) {
      // Into the line itself: keys would go into the file where its editor has taken the focus meanwhile.
      if (filter !== '' && (await this.workbench.quickInput().inputValue()) !== filter)
        await this.workbench.quickInput().fill(filter);
      const there = await row.waitFor({ timeout: 2500 * attempt }).then(
        () => true,
        () => false,
      );
      if (there) break;
      ok(attempt < 4, `"${filter}" does not lead to ${expected}; ${await this.whatIsAsked()}`);
    }
    this.decided(`${question}: ${(await row.innerText()).split('\n')[0]}`);
    await this.workbench.quickInput().press('Enter');
  }

  /**
   * Waits for a question and types an answer over what is proposed; undefined leaves the proposal.
   * @param {string} question @param {string | undefined} text
   * @param {{ step?: string, picture?: string }} [shown] a picture after typing
   */
  async type(question, text, shown = {}) {
    await this.asked(question);
    await this.focus();
    if (text !== undefined) await this.workbench.quickInput().fill(text);
    if (shown.step !== undefined) await this.workbench.step(shown.step);
    if (shown.picture !== undefined) await this.workbench.picture(shown.picture);
    await this.focus();
    await this.workbench.quickInput().press('Enter');
  }

  /**
   * Reads the fingerprint that is shown, and types its last eight digits after wrong ones.
   * @param {{ step?: string, picture?: string }} [shown]
   */
  async fingerprint(shown = {}) {
    const question = 'type its last eight digits';
    await this.asked(question);
    const text = await this.page.locator('.quick-input-widget').innerText();
    const whole = /SHA-256 ((?:[0-9A-F]{4} ?){16})/.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
    ok(whole.length === 64, `no whole fingerprint is shown: ${text}`);
    await this.type(question, '00000000');
    await this.asked('These are not the last eight digits');
    await this.type('last eight digits', whole.slice(-8), shown);
    this.decided('the end of the fingerprint');
  }

  /** The modal dialog that has a text. @param {string | RegExp} text */
  async dialog(text) {
    const dialog = this.page.locator('.monaco-dialog-box', { hasText: text });
    await dialog.waitFor({ timeout: 30_000 }).catch(async () => {
      throw new Error(`no dialog says "${text}"; ${await this.whatIsAsked()}`);
    });
    return dialog;
  }

  /**
   * Presses a button of a dialog, by Tab and Enter.
   * @param {string | RegExp} text of the dialog @param {string} button
   * @param {{ step?: string, picture?: string }} [shown]
   */
  async press(text, button, shown = {}) {
    const dialog = await this.dialog(text);
    const said = await dialog.innerText();
    ok(!/\\u[0-9a-f]{4}/.test(said), `the dialog shows an escaped character: ${said}`);
    if (shown.step !== undefined) await this.workbench.step(shown.step);
    if (shown.picture !== undefined) await this.workbench.picture(shown.picture);
    await this.tabTo(dialog.getByRole('button', { name: button, exact: true }));
    this.decided(`${String(text)} ${button}`);
    await this.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  }

  /**
   * Acts on a notification that has a text, by keyboard.
   * @param {string} text @param {string} [action]
   * @param {{ step?: string, picture?: string, kept?: boolean }} [shown] `kept`: a toast goes after a while, and then the
   * notification behind the bell will do, where there is no older one with this text
   */
  async notified(text, action, shown = {}) {
    const toast = this.page.locator('.notification-toast', { hasText: text }).first();
    const kept = this.page.locator('.notifications-center .monaco-list-row', { hasText: text }).first();
    const there = await toast.waitFor({ timeout: 30_000 }).then(
      () => true,
      () => false,
    );
    if (!there) {
      if (shown.kept !== true) throw new Error(`no toast says "${text}"; ${await this.whatIsAsked()}`);
      await this.workbench.command('Notifications: Show Notifications');
      await kept.waitFor({ timeout: 30_000 }).catch(async () => {
        throw new Error(`no notification says "${text}"; ${await this.whatIsAsked()}`);
      });
    }
    const notification = there ? toast : kept;
    if (shown.step !== undefined) await this.workbench.step(shown.step);
    if (shown.picture !== undefined) await this.workbench.picture(shown.picture);
    const said = await notification.innerText();
    if (action !== undefined) {
      await this.workbench.command(
        there ? 'Notifications: Focus Notification Toast' : 'Notifications: Show Notifications',
      );
      await this.tabTo(notification.getByRole('button', { name: action, exact: true }));
      this.decided(`${text}: ${action}`);
      await this.page.keyboard.press('Enter');
    }
    return said;
  }

  /** Presses Tab until an element has the focus. @param {import('@playwright/test').Locator} wanted */
  async tabTo(wanted) {
    for (let presses = 0; presses < 80; presses++) {
      if (await wanted.evaluate((element) => element.matches(':focus, :focus-within'))) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error('Tab does not lead there');
  }

  /** Opens a file of the workspace by its name. @param {string} name */
  async open(name) {
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name });
    // A page that had the focus may get it back late: VS Code then closes the list, or what is typed goes elsewhere.
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press('Control+p');
      try {
        await this.focus();
        await this.workbench.quickInput().fill(name, { timeout: 5000 });
        await row.waitFor({ timeout: 10_000 });
        break;
      } catch (error) {
        if (tries === 4) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    await this.page.keyboard.press('Enter');
    await this.workbench.opened(name);
  }

  /**
   * Takes an entry of the context menu of what has the focus.
   * @param {string} name @param {string} [picture] of the menu
   */
  async menu(name, picture) {
    await this.page.keyboard.press('Shift+F10');
    const entry = this.page.locator('.monaco-menu .action-item', { hasText: name });
    await entry.waitFor();
    if (picture !== undefined) await this.workbench.picture(picture);
    for (let presses = 0; presses < 40; presses++) {
      if (/focused/.test((await entry.getAttribute('class')) ?? '')) break;
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
  }

  /** Puts the cursor into a text of the open editor. @param {string} text */
  async find(text) {
    const widget = this.page.locator('.find-widget.visible');
    // The editor may get the focus later than its tab shows.
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press('Control+f');
      const there = await widget.waitFor({ timeout: 8000 }).then(
        () => true,
        () => false,
      );
      if (there) break;
      ok(tries < 4, `nothing asks what to find; ${await this.whatIsAsked()}`);
      await this.workbench.command('View: Focus Active Editor Group');
    }
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(text);
    await this.page.locator('.find-widget', { hasText: /1 of/ }).waitFor();
    // The first Escape may only close the tip of a button.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.page.keyboard.press('Escape');
      const gone = await this.page
        .locator('.find-widget[aria-hidden="false"]')
        .waitFor({ state: 'hidden', timeout: 1000 })
        .then(
          () => true,
          () => false,
        );
      if (gone) break;
    }
    // What was found is selected until the cursor moves.
    const selected = this.page.locator('.statusbar', { hasText: /\d selected/ });
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.page.keyboard.press('ArrowLeft');
      await this.page.keyboard.press('ArrowRight');
      const moved = await selected.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
      if (moved) return;
    }
    ok(false, 'the cursor does not leave what was found');
  }

  /**
   * Passes the list of findings, where there is one, to the confirmation.
   * @param {{ step?: string, picture?: string }} [shown]
   */
  async goOn(shown = {}) {
    const dialog = this.page.locator('.monaco-dialog-box');
    const list = this.page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'Go on to the confirmation',
    });
    await dialog.or(list).first().waitFor({ timeout: 20_000 });
    if (await dialog.isVisible()) return;
    await this.choose('Read these before you confirm', '', 'Go on to the confirmation', shown);
  }

  /** Waits until something is asked that can be answered. */
  async settledOn() {
    await this.workbench.quickInput().waitFor();
    await this.focus();
  }

  /** Waits until nothing is asked. */
  async over() {
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 20_000 });
  }
}
