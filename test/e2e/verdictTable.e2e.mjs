/// <reference lib="dom" />
// Every surface in every state of a verdict, at three widths: what it says, and its picture. Only when asked for, as it
// takes minutes: node scripts/e2e.mjs --only verdictTable --theme all
import { viewport } from '../../scripts/browser.mjs';
import { journey } from './journey.mjs';
import { Keyboard } from './keyboard.mjs';
import { blocks, kbpk, prepareVerdicts } from './verdictMaterial.mjs';
import { ok } from './workbench.mjs';

/** @typedef {'verified' | 'failed' | 'warning' | 'notChecked'} State */

const widths = [400, 800, 1600];
/** @type {Record<State, string>} */
const signs = { verified: '✓', failed: '✗', warning: '!', notChecked: '?' };
/** @type {Record<State, RegExp>} */
const words = {
  verified: /verified/i,
  failed: /failed|error/i,
  warning: /warning/i,
  notChecked: /not checked/i,
};
/** @type {readonly State[]} */
const states = ['verified', 'failed', 'warning', 'notChecked'];
const options = {
  whenAsked: true,
  prepare: prepareVerdicts,
  settings: { 'editor.codeLens': false },
  machineSettings: { 'keyMaterial.allowClearKeys': true },
};

/** What the cells of a journey have in common. @param {import('./workbench.mjs').Workbench} workbench */
function tableOf(workbench) {
  const { page } = workbench;
  const view = () => workbench.webview();
  const keyboard = new Keyboard(workbench);

  /**
   * One line of a page says a state: by its sign, by its word, and in these words.
   * @param {State} state @param {string} lines @param {RegExp} says
   */
  const told = async (state, lines, says) => {
    const texts = (await view().locator(lines).allTextContents()).map((text) => text.replace(/\s+/g, ' '));
    const line = texts.find(
      (text) => says.test(text) && text.includes(signs[state]) && words[state].test(text),
    );
    ok(line !== undefined, `no line says ${signs[state]} ${says.source}: ${texts.join(' | ')}`);
  };

  /** The page is no wider than its pane. */
  const fits = async () => {
    const over = await view()
      .locator('body')
      .evaluate((body) => {
        const { scrollWidth, clientWidth } = body.ownerDocument.documentElement;
        return scrollWidth - clientWidth;
      });
    ok(over <= 0, `the page is ${over} pixels wider than its pane`);
  };

  /** @param {(width: number) => Promise<void>} body */
  const atWidths = async (body) => {
    for (const width of widths) {
      // The bar of activities takes 48.
      await page.setViewportSize({ width: width + 48, height: 900 });
      await page.waitForTimeout(400);
      await body(width);
    }
    await page.setViewportSize(viewport);
  };

  /**
   * The pictures of a page in a state; each says it, fits, and is clean to axe.
   * @param {string} surface @param {readonly (readonly [State, string, RegExp])[]} cells
   */
  const pictures = (surface, cells) =>
    atWidths((width) =>
      workbench.inThemes(async (theme) => {
        await workbench.step(`verdict-${surface}-${cells.map(([state]) => state).join('-')}-${width}`);
        for (const [state, lines, says] of cells) await told(state, lines, says);
        await fits();
        // What axe finds by layout it finds in the narrow one, by colour in any.
        if (width !== 400) return;
        const found = await workbench.axeNow();
        ok(found.length === 0, `${theme}, ${width}: ${found.join('\n    ')}`);
      }),
    );

  /** Closes what is open. */
  const alone = async () => {
    await workbench.command('View: Close All Editors');
    const sideBar = page.locator('.part.sidebar');
    if (await sideBar.isVisible()) await page.keyboard.press('Control+b');
  };

  /** Opens a file of a folder, alone. @param {string} name with its folder */
  const open = async (name) => {
    await alone();
    await page.keyboard.press('Control+p');
    await workbench.quickInput().waitFor();
    await workbench.quickInput().fill(name);
    const [file = '', folder = ''] = name.split('/').reverse();
    await page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: file })
      .filter({ hasText: folder })
      .waitFor({ timeout: 30_000 });
    await page.keyboard.press('Enter');
    await workbench.opened(file);
  };

  /** Opens a file in the viewer, at one of its tabs. @param {string} name @param {RegExp} [tab] */
  const inspect = async (name, tab) => {
    // A window learns of contributed editors only when it has scanned the extensions.
    for (let attempt = 1; ; attempt++) {
      await open(name);
      const shown = await view()
        .getByRole('heading', { level: 1 })
        .waitFor({ timeout: 8000 })
        .then(
          () => true,
          () => false,
        );
      if (shown) break;
      ok(attempt < 8, `${name} does not open in the viewer`);
    }
    if (tab) await view().getByRole('tab', { name: tab }).click();
  };
  return { page, view, keyboard, atWidths, pictures, open, inspect };
}

/** What stands on top of each certificate, whatever tab is open. @type {Record<State, RegExp>} */
const certificate = {
  verified: /Signature \(self-signed\)/,
  failed: /Signature does not verify/,
  warning: /2 warnings/,
  notChecked: /Signature: issuer "Payments Root" not in this file/,
};
/** What was verified is no finding: the tab says what was left open. @type {Record<State, readonly [State, string, RegExp]>} */
const findings = {
  verified: ['notChecked', '.panel.findings li', /Trust: root not given/],
  failed: ['failed', '.panel.findings li', /The signature on .* does not verify/],
  warning: ['warning', '.panel.findings li', /RSA 1024 is weak/],
  notChecked: ['notChecked', '.panel.findings li', /the issuer "Payments Root" is not in this file/],
};
/** @type {Record<State, RegExp>} */
const token = {
  verified: /Signatures up to "KDH CA" \(found near the token\)/,
  failed: /Signer: a check failed/,
  warning: /Checks: 1 with a warning/,
  notChecked: /Checks: 6 not done/,
};
/** No link of a chain is a warning: it holds at its time, or does not. @type {readonly (readonly [string, State, RegExp])[]} */
const chains = [
  ['verified', 'verified', /signed by "Payments Root"/],
  ['failed', 'failed', /the signature of "Payments Root" does not verify/],
  ['expired', 'failed', /Expired on 2025-01-04/],
  ['notChecked', 'notChecked', /issuer "Elsewhere" not in this file/],
];

journey('Verdicts in the viewer', options, async (workbench) => {
  const { view, pictures, inspect } = tableOf(workbench);
  const tab = (/** @type {RegExp} */ name) => view().getByRole('tab', { name });
  for (const state of states)
    await workbench.check(`overview, structure and findings: ${state}`, async () => {
      await inspect(`${state}/one.der`);
      await pictures('overview', [[state, '.verdicts li', certificate[state]]]);
      await tab(/^Structure/).click();
      await view().locator('.tree .row').first().waitFor();
      await pictures('structure', [[state, '.verdicts li', certificate[state]]]);
      await tab(/^Findings/).click();
      await pictures(`findings-${state}`, [findings[state]]);
    });
  for (const [folder, state, says] of chains)
    await workbench.check(`chain: ${folder}`, async () => {
      await inspect(`${folder}/chain.p7b`, /^Chain/);
      await view().locator('.panel.chain li').first().waitFor();
      await pictures(`chain-${folder}`, [[state, '.panel.chain li', says]]);
    });
  for (const state of states)
    await workbench.check(`TR-34: ${state}`, async () => {
      await inspect(`${state}/kt-kdh.cms`);
      await view().locator('#section-tr34').waitFor({ timeout: 30_000 });
      const use = view().getByRole('button', { name: /^Use \d+ Files/ });
      if (state !== 'notChecked') await use.click();
      await view().locator('.verdicts', { hasText: token[state] }).waitFor();
      await pictures('tr34', [[state, '.verdicts li', token[state]]]);
    });
  await workbench.check('contents of a bundle', async () => {
    await inspect('bundle.der');
    await view().getByRole('table').waitFor();
    await pictures('bundle', [
      ['verified', '.partTable .cell', /matches/],
      ['failed', '.partTable .cell', /signature does not verify/],
      ['warning', '.counts li', /private key not encrypted/],
      ['notChecked', '.partTable .cell', /not in this file: Elsewhere/],
    ]);
  });
  for (const [file, state, says] of /** @type {const} */ ([
    ['late.crl.der', 'warning', /Next update was due on 2026-11-15/],
    ['request.der', 'verified', /Signature \(its own key\)/],
    ['forged.der', 'failed', /Signature does not verify \(its own key\)/],
    ['store.p12', 'notChecked', /MAC not checked/],
  ]))
    await workbench.check(`overview: ${file}`, async () => {
      await inspect(`others/${file}`);
      await pictures(`overview-${file.replace(/\..*/, '')}`, [[state, '.verdicts li', says]]);
    });
});

journey('Verdicts in hovers', options, async (workbench) => {
  const { page, atWidths, open } = tableOf(workbench);

  /**
   * @param {string} picture @param {string} text in the editor @param {string} title of the hover
   * @param {RegExp} says
   */
  const hovers = (picture, text, title, says) =>
    atWidths(async (width) => {
      await workbench.inThemes(async () => {
        const hover = page.locator('.monaco-hover:visible', { hasText: title }).first();
        if (!(await hover.isVisible())) await workbench.hover(text, title);
        const said = (await hover.innerText()).replace(/\s+/g, ' ');
        await workbench.step(`verdict-${picture}-${width}`);
        ok(says.test(said), `it does not say ${says.source}: ${said}`);
      });
      await page.keyboard.press('Escape');
      await page.mouse.move(60, 700);
      await page.waitForTimeout(300);
    });

  // A hover has no KBPK: of a block nothing is verified there.
  for (const [state, says] of /** @type {const} */ ([
    ['failed', /Error/],
    ['warning', /Warning/],
    ['notChecked', /MAC not verified/],
  ]))
    await workbench.check(`hover on a key block: ${state}`, async () => {
      await open('blocks.log');
      await hovers(`hover-block-${state}`, blocks[state].slice(0, 16), 'PIN encryption key', says);
    });
  for (const [state, says] of /** @type {const} */ ([
    ['verified', /The signature verifies with its own key/],
    ['failed', /Error The signature on/],
    ['warning', /Warning The key RSA 1024 is weak/],
    ['notChecked', /Signature not checked: the issuer "Payments Root" is not in this file/],
  ]))
    await workbench.check(`hover on PEM: ${state}`, async () => {
      await open(`${state}/one.pem`);
      await hovers(`hover-pem-${state}`, '-----BEGIN', 'Certificate', says);
    });
  // Nor is a signature of a token checked there, which takes files beside it.
  await workbench.check('hover on a token', async () => {
    await open('notChecked/token.pem');
    await hovers('hover-token-notChecked', '-----BEGIN', 'TR-34', /Signature not checked here/);
  });
});

journey('Verdicts of key blocks, and in Problems', options, async (workbench) => {
  const { page, view, keyboard, pictures, atWidths, open } = tableOf(workbench);
  /** @param {string} block */
  const at = async (block) => {
    await open('blocks.log');
    await workbench.cursorIn(block);
    // The key block's fields are tinted as soon as the cursor is known to be in it.
    await page.locator('.view-overlays [class*="ced-"]').first().waitFor({ timeout: 20_000 });
  };
  /** @param {string} block */
  const verify = async (block) => {
    await at(block);
    await workbench.command('Key Material: Verify Key Block…');
    await keyboard.choose('How do you want to enter the KBPK?');
    await keyboard.type('KBPK', kbpk);
    await keyboard.choose('Verify Key Block', '', 'Use this KBPK');
  };
  /** @type {readonly (readonly [State, string, RegExp])[]} */
  const inspected = [
    ['notChecked', blocks.notChecked, /MAC not verified/],
    ['warning', blocks.warning, /one warning/],
    ['verified', blocks.notChecked, /MAC verified under KBPK/],
    ['failed', blocks.wrongMac, /MAC.*not/],
  ];
  for (const [state, block, says] of inspected)
    await workbench.check(`inspector: ${state}`, async () => {
      if (state === 'verified' || state === 'failed') await verify(block);
      else {
        await at(block);
        await workbench.command('Key Material: Decode Key Block');
      }
      await view().locator('.verdicts', { hasText: says }).waitFor({ timeout: 30_000 });
      await workbench.command('View: Toggle Maximize Editor Group');
      await pictures('inspector', [[state, '.verdicts li', says]]);
      await workbench.command('View: Toggle Maximize Editor Group');
    });

  // Problems lists what is wrong: what was verified, or not checked, is not there.
  for (const [state, file, says] of /** @type {const} */ ([
    ['failed', 'failed/one.pem', /The signature on .* does not verify/],
    ['warning', 'warning/key.pem', /Private key not encrypted/],
    ['verified', 'verified/one.pem', /No problems/],
    ['notChecked', 'notChecked/one.pem', /No problems/],
    ['failed-block', 'blocks.tr31', /The length field is 0128/],
  ]))
    await workbench.check(`Problems: ${state}`, async () => {
      await open(file);
      await workbench.command('Problems: Focus on Problems View');
      await page.locator('.markers-panel').getByText(says).first().waitFor({ timeout: 15_000 });
      await atWidths((width) =>
        workbench.inThemes(() => workbench.step(`verdict-problems-${state}-${width}`)),
      );
    });
});
