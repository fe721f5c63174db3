/// <reference lib="dom" />
/* global document, Event, NodeFilter, requestAnimationFrame */
// What a journey holds in hand: an installed VS Code in a page of a real browser, which wears one theme after another.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { serve } from '../../scripts/serve.mjs';
import { pseudoLanguage, speakPseudo } from './pseudo.mjs';
import { systemColours } from './systemColours.mjs';

/** @type {Record<string, string>} short names, used in the names of pictures */
export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

/** Classes of the workbench and of our pages, by theme. @type {Record<string, { workbench: string, page: string }>} */
const classes = {
  light: { workbench: 'vs', page: 'vscode-light' },
  dark: { workbench: 'vs-dark', page: 'vscode-dark' },
  hc: { workbench: 'hc-black', page: 'vscode-high-contrast' },
  'hc-light': { workbench: 'hc-light', page: 'vscode-high-contrast-light' },
};

/**
 * @typedef {{
 *   page: import('@playwright/test').Page,
 *   server: import('../../scripts/vscodeServer.mjs').Server,
 *   extensions: string, pictures: string, folder: string, themes: readonly string[], inTurn: boolean,
 *   options: import('./journey.mjs').Options,
 *   check: (name: string, body: () => unknown) => Promise<void>,
 *   tell: (text: string) => void,
 * }} Opening
 */

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {unknown} condition @param {string} message */
export function ok(condition, message) {
  if (!condition) throw new Error(message);
}

export class Workbench {
  /** @param {Opening} opening */
  static async open(opening) {
    const { options, folder, page } = opening;
    const samples = path.join(folder, 'samples');
    fs.cpSync(path.join(root, 'media/samples'), samples, { recursive: true });
    const awsFiles = {
      AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
    };
    /** @type {(() => unknown)[]} */
    const ends = [];
    const onEnd = (/** @type {() => unknown} */ end) => void ends.push(end);
    let { extensions } = opening;
    /** @type {Set<string>} */
    let words = new Set();
    if (options.pseudo) {
      extensions = path.join(folder, 'extensions');
      fs.cpSync(opening.extensions, extensions, { recursive: true });
      words = speakPseudo(extensions);
      await page.addInitScript((language) => {
        /** @type {any} */ (globalThis)['_VSCODE_NLS_LANGUAGE'] = language;
      }, pseudoLanguage);
    }
    await options.prepare?.({ samples, config: awsFiles.AWS_CONFIG_FILE, onEnd });
    const running = await serve(opening.server, {
      data: path.join(folder, 'data'),
      extensions,
      trustAll: true,
      // Profiles of whoever runs this stay out.
      env: awsFiles,
      settings: {
        // Which theme is worn follows what the page is told of the system's colours.
        'window.autoDetectColorScheme': true,
        'window.autoDetectHighContrast': true,
        'workbench.preferredLightColorTheme': themes['light'],
        'workbench.preferredDarkColorTheme': themes['dark'],
        'workbench.preferredHighContrastColorTheme': themes['hc'],
        'workbench.preferredHighContrastLightColorTheme': themes['hc-light'],
        // VS Code writes its state down when it asks: see reload().
        'window.confirmBeforeClose': 'always',
        'editor.hover.delay': 100,
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        ...options.settings,
      },
      ...(options.machineSettings ? { machineSettings: options.machineSettings } : {}),
    });
    ends.push(() => running.close());
    const workbench = new Workbench(opening, running, awsFiles, ends);
    workbench.words = words;
    await page.addInitScript(systemColours, coloursOf(workbench.theme));
    page.on('dialog', (dialog) => void dialog.accept());
    await workbench.load();
    return workbench;
  }

  /**
   * @param {Opening} opening @param {Awaited<ReturnType<typeof serve>>} running
   * @param {{ AWS_CONFIG_FILE: string, AWS_SHARED_CREDENTIALS_FILE: string }} awsFiles @param {(() => unknown)[]} ends
   */
  constructor(opening, running, awsFiles, ends) {
    const { page, folder } = opening;
    /** The page of the workbench. */
    this.page = page;
    /** A folder of this journey, for whatever it needs. */
    this.folder = folder;
    /** Environment that names the configuration of AWS that the extension reads. */
    this.awsFiles = awsFiles;
    /** Short name of the theme that is worn. */
    this.theme = opening.themes[0] ?? 'light';
    /** How often something was shown: whose turn it is. */
    this.turn = 0;
    /** The workspace: a copy of media/samples. */
    this.samples = path.join(folder, 'samples');
    /** The server's data folder; settings are in data/User and data/Machine. */
    this.data = path.join(folder, 'data');
    /** Messages of content security policy violations in our pages. @type {string[]} */
    this.violations = [];
    /** Of a journey in another language: the words of the English texts, in lower case. @type {ReadonlySet<string>} */
    this.words = new Set();
    /** Everything the pages and the extension host's console said. @type {string[]} */
    this.said = [];
    this.opening = opening;
    this.running = running;
    this.ends = ends;
    page.on('console', (message) => {
      const text = message.text();
      this.said.push(text);
      const from = message.location().url;
      if (
        /Content Security Policy/i.test(text) &&
        /dist\/webview|fake\.html|style-src|script-src/.test(text + from)
      )
        this.violations.push(`${text} (${from})`);
    });
  }

  async load() {
    const address = new URL(this.running.url);
    address.searchParams.set('folder', this.samples);
    await this.page.goto(address.href);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** Loads the page anew, after VS Code has written down what it has open. */
  async reload() {
    // It writes when it is idle, a minute apart at most, and before it asks whether to leave.
    await this.page.evaluate(() => globalThis.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    await this.page.waitForTimeout(1000);
    await this.page.reload();
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  async close() {
    await this.page.close();
    for (const end of this.ends.reverse()) await end();
  }

  /** One check, counted. @param {string} name @param {() => unknown} body */
  check(name, body) {
    return this.opening.check(name, async () => {
      try {
        await body();
      } catch (error) {
        // What stood on the screen says more than a timeout.
        const file = `failed-${name.replace(/\W+/g, '-').slice(0, 60)}-${this.theme}.png`;
        await this.page.screenshot({ path: path.join(this.opening.pictures, file) }).catch(() => undefined);
        await this.wear(this.opening.themes[0] ?? 'light').catch(() => undefined);
        throw error;
      }
    });
  }

  /** Prints a line with the checks. @param {string} text */
  tell(text) {
    this.opening.tell(text);
  }

  /** Changes into a theme, our pages too. @param {string} theme */
  async wear(theme) {
    if (theme === this.theme) return;
    const { workbench, page } = classes[theme] ?? { workbench: '', page: '' };
    await this.page.evaluate((colours) => {
      /** @type {any} */ (globalThis)['setSystemColours'](colours);
    }, coloursOf(theme));
    await this.page.locator(`.monaco-workbench.${workbench}`).first().waitFor({ timeout: 20_000 });
    this.theme = theme;
    const frames = this.page.locator('iframe.webview.ready:visible');
    for (let nth = 0; nth < (await frames.count()); nth++)
      await frames
        .nth(nth)
        .contentFrame()
        .frameLocator('#active-frame')
        .locator(`body[data-vscode-theme-kind="${page}"]`)
        .waitFor({ timeout: 20_000 });
  }

  /**
   * Does the same in every theme of the journey, or in the first and the one whose turn it is, and ends in the first.
   * @param {(theme: string) => Promise<void>} body
   */
  async inThemes(body) {
    const [first = 'light', ...others] = this.opening.themes;
    const turn = others[this.turn++ % Math.max(others.length, 1)];
    for (const theme of [first, ...(this.opening.inTurn && turn !== undefined ? [turn] : others)]) {
      await this.wear(theme);
      await body(theme);
    }
    await this.wear(first);
  }

  /** Runs a command by its title, as shown in the palette. @param {string} title */
  async command(title) {
    const input = this.quickInput();
    // With its category: VS Code has commands of its own that are called the same.
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first();
    // A key pressed while a page is still taking the focus is lost, and a list that was opened before VS Code
    // knew our commands never gets them: opened again. By Enter, as a click would leave the focus elsewhere.
    for (let attempt = 1; attempt <= 6; attempt++) {
      if (await input.isVisible()) await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 3000 }).catch(() => undefined);
      if (!(await input.isVisible())) continue;
      const filled = await input.fill(`>${title}`, { timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (!filled) continue;
      // What VS Code takes for a better match stands before it.
      const label = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
      await label.waitFor({ timeout: 3000 + 1000 * attempt }).catch(() => undefined);
      for (let down = 0; down < 6 && (await label.isVisible()) && !(await row.isVisible()); down++)
        await this.page.keyboard.press('ArrowDown');
      const offered = await row.waitFor({ timeout: 1000 }).then(
        () => true,
        () => false,
      );
      if (!offered) continue;
      await this.page.keyboard.press('Enter');
      // The palette gives the focus back when it closes: not to what takes it meanwhile.
      await row.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
      return;
    }
    throw new Error(`The command palette does not offer "${title}".`);
  }

  /** The input line of the quick pick or input box that is open. */
  quickInput() {
    return this.page.locator('.quick-input-widget input.input').first();
  }

  /** Types into the open quick input and accepts it. @param {string} text */
  async answer(text) {
    await this.quickInput().waitFor();
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the open quick input can be answered: the first row of its list has the focus, or it has no list. */
  async settled() {
    await this.page
      .waitForFunction(
        () => {
          const widget = document.querySelector('.quick-input-widget');
          const list = widget?.querySelector('.quick-input-list');
          if (!widget?.checkVisibility()) return false;
          return !list?.checkVisibility() || list.querySelector('.monaco-list-row.focused') !== null;
        },
        undefined,
        { timeout: 5000 },
      )
      .catch(() => undefined);
  }

  /** Chooses the row of the open quick pick that has a text. @param {string | RegExp} text */
  async pick(text) {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    // What is told of the row below the pointer lies over the other rows.
    await this.page.mouse.move(5, 5);
    await row.click();
  }

  /** Opens a file of the workspace's first level in an editor, by the explorer. @param {string} name */
  async openFile(name) {
    const row = this.page.getByRole('treeitem', { name: new RegExp(name.replace(/[.]/g, '\\.')) }).first();
    await this.scrollTo(row);
    await row.dblclick({ timeout: 60_000 });
    await this.opened(new RegExp(name.replace(/[.]/g, '\\.')));
  }

  /**
   * Waits until the tab of a name is shown and its editor, or its page, has the focus: a key or a command that comes
   * before it goes to whatever had the focus.
   * @param {string | RegExp} name
   */
  async opened(name) {
    const group = this.page.locator('.editor-group-container.active');
    await group
      .locator('.tab[aria-selected="true"]')
      .and(this.page.getByRole('tab', { name }))
      .first()
      .waitFor({ timeout: 30_000 });
    await this.page
      .waitForFunction(
        () =>
          document.activeElement?.matches('iframe.webview, .editor-group-container.active *') === true &&
          document.querySelector('.quick-input-widget')?.checkVisibility() !== true,
        undefined,
        { timeout: 20_000 },
      )
      .catch(() => ok(false, `what was opened does not get the focus: ${name}`));
  }

  /** Scrolls the Explorer until a row is there: rows below its edge do not exist. @param {import('playwright-core').Locator} row */
  async scrollTo(row) {
    const list = this.page.locator('.explorer-folders-view .monaco-list').first();
    // From the top, and down by pages; the first wait is for a window that is still loading.
    for (let step = 0; step < 12 && !(await row.isVisible()); step++) {
      await row.waitFor({ timeout: step === 0 ? 3000 : 500 }).catch(() => undefined);
      if (await row.isVisible()) return;
      await list.press(step % 6 === 0 ? 'Home' : 'PageDown');
    }
  }

  /**
   * Where a text stands in the open editor, a few characters into it.
   * @param {string} text in one line of the view @param {number} [into]
   */
  async placeOf(text, into = 5) {
    const line = this.page.locator('.view-line', { hasText: text }).first();
    await line.waitFor({ timeout: 30_000 });
    return line.evaluate(
      (element, { wanted, offset }) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        let before = 0;
        const at = (element.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted) + offset;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const length = node.textContent?.length ?? 0;
          if (at < before + length) {
            const range = document.createRange();
            range.setStart(node, at - before);
            range.setEnd(node, at - before + 1);
            const box = range.getBoundingClientRect();
            return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          }
          before += length;
        }
        throw new Error(`no place for ${wanted}`);
      },
      { wanted: text, offset: into },
    );
  }

  /**
   * Puts the cursor into a text of the open editor.
   * @param {string} text @param {number} [into]
   */
  async cursorIn(text, into) {
    const { x, y } = await this.placeOf(text, into);
    await this.page.mouse.click(x, y);
  }

  /**
   * Rests the pointer on a text of the open editor until the hover with a text shows.
   * @param {string} text @param {string} expected
   */
  async hover(text, expected) {
    const hover = this.page.locator('.monaco-hover', { hasText: expected }).first();
    // The pointer comes again where the extension was not awake yet at its first visit.
    for (let visit = 1; visit <= 8 && !(await hover.isVisible()); visit++) {
      const { x, y } = await this.placeOf(text);
      await this.page.mouse.move(x + 120, y + 160);
      await this.page.mouse.move(x + 1, y + 1, { steps: 4 });
      await hover.waitFor({ timeout: 4000 }).catch(() => undefined);
    }
    await hover.waitFor({ timeout: 5000 });
    return hover;
  }

  /** Our page inside the webview that is shown; `nth` where several are open. @param {number} [nth] */
  webview(nth = 0) {
    return this.page.frameLocator('iframe.webview.ready >> nth=' + nth).frameLocator('#active-frame');
  }

  /** What axe finds in the webviews that are open, in every theme of the journey, as text; '' where nothing. */
  async axe() {
    /** @type {string[]} */
    const found = [];
    await this.inThemes(async (theme) => {
      found.push(...(await this.axeNow()).map((text) => `${theme}: ${text}`));
    });
    return found.join('\n    ');
  }

  /** A surface with a page of ours: its picture, and nothing that axe finds, in every theme. @param {string} name of the picture */
  async surface(name) {
    /** @type {string[]} */
    const found = [];
    await this.inThemes(async (theme) => {
      await this.step(name);
      found.push(...(await this.axeNow()).map((text) => `${theme}: ${text}`));
    });
    ok(found.length === 0, found.join('\n    '));
  }

  async axeNow() {
    const found = [];
    const frames = this.page.frames().filter((f) => f.url().includes('fake.html'));
    if (frames.length === 0) throw new Error('No webview is open.');
    for (const frame of frames) {
      await frame.evaluate(axe);
      const result = await frame.evaluate(() => /** @type {any} */ (globalThis)['axe'].run());
      for (const v of result.violations)
        found.push(`${v.id}: ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`);
    }
    return found;
  }

  /** Takes a picture of the window in every theme of the journey. @param {string} name without theme and ending */
  async picture(name) {
    await this.inThemes(() => this.step(name));
  }

  /** From here on, what the window copies is read by `copied`: the clipboard is one for all journeys. */
  async watchClipboard() {
    await this.page.evaluate(() => {
      const { clipboard } = globalThis.navigator;
      const write = clipboard.writeText.bind(clipboard);
      clipboard.writeText = (text) => {
        Object.assign(globalThis, { copiedText: text });
        return write(text);
      };
    });
  }

  /** The text that was copied last, once there is one with a part. @param {RegExp} part */
  async copied(part) {
    const text = await this.page
      .waitForFunction(
        (wanted) => {
          const { copiedText = '' } = /** @type {{ copiedText?: string }} */ (globalThis);
          return new RegExp(wanted).test(copiedText) ? copiedText : undefined;
        },
        part.source,
        { timeout: 10_000 },
      )
      .catch(() => undefined);
    return String((await text?.jsonValue()) ?? '');
  }

  /** Takes a picture of the window as it is, for what is one step of many alike. @param {string} name without theme and ending */
  async step(name) {
    await this.page.waitForTimeout(150);
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await this.page.screenshot({ path: path.join(this.opening.pictures, `${name}-${this.theme}.png`) });
  }
}

/** @param {string} theme */
const coloursOf = (theme) => ({
  dark: theme === 'dark' || theme === 'hc',
  contrast: theme === 'hc' || theme === 'hc-light',
});
