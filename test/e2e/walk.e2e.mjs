/// <reference lib="dom" />
/* global document */
// The pages as those who use no pointer, or no screen, meet them: by keyboard alone, read from Chromium's own
// accessibility tree. Every stop has a role and a name, verdicts are said in words, and Tab leads in and out.
import { journey } from './journey.mjs';
import { Keyboard } from './keyboard.mjs';
import { prepareWalk } from './verdictMaterial.mjs';
import { ok } from './workbench.mjs';

/** @typedef {{ role: string, name: string, description: string, properties: Record<string, any>, id: string, parent: string | undefined, children: readonly string[], ignored: boolean }} Node one of the accessibility tree */

/** Roles that say nothing of what something is. */
const nameless = new Set(['', 'none', 'generic', 'GenericContainer', 'RootWebArea', 'StaticText']);
/** Stops of the longest page; one more is a trap. */
const mostStops = 60;

journey(
  'Walk by keyboard and screen reader',
  { themes: ['light'], prepare: prepareWalk },
  async (workbench) => {
    const { page } = workbench;
    const view = () => workbench.webview();
    const keyboard = new Keyboard(workbench);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Accessibility.enable');

    /** @typedef {{ frame: { id: string }, childFrames?: Frames[] }} Frames */
    /** @type {WeakMap<import('@playwright/test').Frame, { devTools: import('@playwright/test').CDPSession, frameId: string, context: () => number }>} */
    const sessions = new WeakMap();
    /** DevTools of our page that is shown, which may be in a process of its own, and what they call its frame. */
    const session = async () => {
      const frame = page.frames().find((one) => one.url().includes('fake.html'));
      ok(frame !== undefined, 'no page of ours is open');
      const inner = /** @type {import('@playwright/test').Frame} */ (frame);
      const known = sessions.get(inner);
      if (known) return known;
      /** @type {import('@playwright/test').CDPSession | undefined} */
      let devTools;
      for (const one of [inner, inner.parentFrame(), page])
        devTools ??= one
          ? await page
              .context()
              .newCDPSession(one)
              .catch(() => undefined)
          : undefined;
      const opened = /** @type {import('@playwright/test').CDPSession} */ (devTools);
      /** @type {Map<string, number>} */
      const contexts = new Map();
      opened.on('Runtime.executionContextCreated', ({ context: { id, auxData } }) => {
        if (auxData && String(auxData['isDefault']) === 'true') contexts.set(String(auxData['frameId']), id);
      });
      await opened.send('Runtime.enable');
      // Of the frames that VS Code puts around it, ours is the innermost.
      let deepest = { depth: -1, id: '' };
      /** @param {Frames} tree @param {number} depth */
      const look = ({ frame: { id }, childFrames = [] }, depth) => {
        if (depth > deepest.depth) deepest = { depth, id };
        for (const child of childFrames) look(child, depth + 1);
      };
      look((await opened.send('Page.getFrameTree')).frameTree, 0);
      const context = () => contexts.get(deepest.id) ?? -1;
      const found = { devTools: opened, frameId: deepest.id, context };
      sessions.set(inner, found);
      return found;
    };

    /** What a screen reader is given of our page. @returns {Promise<Map<string, Node>>} */
    const tree = async () => {
      const { devTools, frameId } = await session();
      const { nodes } = await devTools.send('Accessibility.getFullAXTree', { frameId });
      return new Map(
        nodes.map((node) => [
          node.nodeId,
          {
            id: node.nodeId,
            parent: node.parentId,
            children: node.childIds ?? [],
            ignored: node.ignored,
            role: String(node.role?.value ?? ''),
            name: String(node.name?.value ?? '').trim(),
            description: String(node.description?.value ?? '').trim(),
            properties: Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value])),
          },
        ]),
      );
    };

    /** What is read of a node and all in it. @param {Map<string, Node>} nodes @param {Node} node @returns {string} */
    const said = (nodes, node) =>
      node.role === 'StaticText' || node.children.length === 0
        ? node.ignored
          ? ''
          : node.name
        : node.children.map((id) => said(nodes, /** @type {Node} */ (nodes.get(id)))).join(' ');

    /**
     * What a screen reader is given of one element. @param {string} expression of the element, in our page
     * @returns {Promise<Pick<Node, 'role' | 'name' | 'description' | 'properties'> | undefined>}
     */
    const read = async (expression) => {
      const { devTools, context } = await session();
      const { result } = await devTools.send('Runtime.evaluate', { expression, contextId: context() });
      if (result.objectId === undefined) return undefined;
      const { nodes } = await devTools.send('Accessibility.getPartialAXTree', {
        objectId: result.objectId,
        fetchRelatives: false,
      });
      const [node] = nodes;
      return {
        role: node?.ignored === true ? '' : String(node?.role?.value ?? ''),
        name: String(node?.name?.value ?? '').trim(),
        description: String(node?.description?.value ?? '').trim(),
        properties: Object.fromEntries((node?.properties ?? []).map(({ name, value }) => [name, value])),
      };
    };
    const innermost = `(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at === document.body ? null : at;
    })()`;
    const activeRow = `document.getElementById(${innermost}?.getAttribute('aria-activedescendant') ?? '')`;
    /** What has the focus in our page: the innermost, and of a tree or grid its active row or cell. */
    const focused = async () => {
      const at = await read(innermost);
      const row = at && (await read(activeRow));
      return at && row ? { ...row, role: `${at.role} › ${row.role}` } : at;
    };
    const isInside = () => page.evaluate(() => document.activeElement?.matches('iframe.webview') === true);
    /** What has the focus in the workbench, for failures. */
    const outside = () =>
      page.evaluate(() => {
        const at = document.activeElement;
        return `${at?.tagName} ${at?.className} ${at?.getAttribute('aria-label') ?? ''}`.slice(0, 90);
      });
    /** What our page knows to be in focus, to see that it changed. */
    const place = async () => {
      const { devTools, context } = await session();
      const { result } = await devTools.send('Runtime.evaluate', {
        expression: `[${innermost}, ${activeRow}].map((one) => one?.outerHTML.slice(0, 300)).join()`,
        contextId: context(),
      });
      return String(result.value);
    };
    /** Where the focus goes with a key. @param {string} key */
    const press = async (key) => {
      const before = await place();
      await page.keyboard.press(key);
      // The page may be slow to hear it; where nothing changes, there was nothing to go to.
      for (let wait = 0; wait < 40 && (await isInside()); wait++) {
        if ((await place()) !== before) break;
        await page.waitForTimeout(25);
      }
      return focused();
    };

    /**
     * Tab from the beginning of the page until it leads out, and Shift+Tab the other way: every stop has a role and a name.
     * @returns {Promise<string[]>} the stops, as a screen reader names them
     */
    const walk = async () => {
      await begin();
      /** @type {string[]} */
      const stops = [];
      for (;;) {
        const stop = await press('Tab');
        if (!(await isInside())) break;
        ok(stop !== undefined, `nothing has the focus after ${stops.at(-1)}`);
        const { role = '', name = '', description = '' } = stop ?? {};
        const says = `${role} “${name}”${description === '' ? '' : ` (${description})`}`;
        ok(!nameless.has(role), `a stop without a role after ${stops.at(-1)}: ${says}`);
        ok(name !== '', `a stop without a name after ${stops.at(-1)}: ${says}`);
        stops.push(says);
        ok(stops.length <= mostStops, `Tab does not lead out: ${stops.slice(-6).join(', ')}`);
      }
      ok(stops.length > 1, `Tab stops ${stops.length} times`);
      // Behind the page may be the end of the window. VS Code's own way back works from everywhere.
      await workbench.command('View: Focus Active Editor Group');
      for (let wait = 0; wait < 40 && !(await isInside()); wait++) await page.waitForTimeout(50);
      ok(await isInside(), `the focus does not come back, but goes to ${await outside()}`);
      await begin();
      await page.keyboard.press('Shift+Tab');
      for (let wait = 0; wait < 40 && (await isInside()); wait++) await page.waitForTimeout(50);
      ok(!(await isInside()), 'Shift+Tab does not lead out of the first stop');
      return stops;
    };

    /** The focus is in our page, before its first stop. */
    const begin = async () => {
      // What closed just now may give the focus back to an editor after that.
      for (let tries = 1; ; tries++) {
        await view()
          .locator('body')
          .evaluate((body) => {
            body.ownerDocument.defaultView?.focus();
            body.tabIndex = -1;
            body.focus();
            body.removeAttribute('tabindex');
          });
        for (let wait = 0; wait < 40 && !(await isInside()); wait++) await page.waitForTimeout(50);
        await page.waitForTimeout(200);
        if (await isInside()) return;
        ok(tries < 4, 'our page does not take the focus');
      }
    };

    /** The lines of a list, as they are read. @param {string} name of the list */
    const linesOf = async (name) => {
      const nodes = await tree();
      const list = [...nodes.values()].find((node) => node.role === 'list' && node.name === name);
      ok(list !== undefined, `no list is called ${name}`);
      return /** @type {Node} */ (list).children.map((id) =>
        said(nodes, /** @type {Node} */ (nodes.get(id)))
          .replace(/\s+/g, ' ')
          .replaceAll(' :', ':')
          .trim(),
      );
    };
    /** @param {readonly string[]} lines @param {readonly RegExp[]} wanted */
    const tells = (lines, wanted) => {
      for (const one of wanted)
        ok(
          lines.some((line) => one.test(line)),
          `nothing says ${one.source}: ${lines.join(' | ')}`,
        );
    };
    const clean = async () => {
      const found = await workbench.axeNow();
      ok(found.length === 0, found.join('\n    '));
    };
    /** @param {string} name with its folder @param {string} heading */
    const open = async (name, heading) => {
      const title = view().getByRole('heading', { level: 1, name: heading });
      const [file = ''] = name.split('/').reverse();
      for (let attempt = 1; attempt <= 6; attempt++) {
        await workbench.command('View: Close All Editors');
        await page.keyboard.press('Control+p');
        await workbench.quickInput().waitFor();
        await workbench.quickInput().fill(name);
        await page
          .locator('.quick-input-list .monaco-list-row.focused', { hasText: file })
          .waitFor({ timeout: 30_000 });
        await page.keyboard.press('Enter');
        // A window learns of contributed editors only when it has scanned the extensions.
        const shown = await title.waitFor({ timeout: 8000 }).then(
          () => true,
          () => false,
        );
        if (shown) return;
      }
      throw new Error(`${name} does not open in the viewer`);
    };

    await workbench.check('the overview of a certificate', async () => {
      await open('failed/one.der', 'Payments Root');
      await view().locator('.verdicts').waitFor();
      const stops = await walk();
      tells(stops, [/^button “Open as Text”/, /^tab “Overview”/, /^tabpanel “Overview”/]);
      tells(await linesOf('Verdicts'), [
        /^Verified: Encoding/,
        /^Failed: Signature does not verify/,
        /^Not checked: Trust: root not given/,
      ]);
      await clean();
    });

    await workbench.check('the structure tree and the bytes', async () => {
      await view().getByRole('tab', { name: 'Overview' }).focus();
      await press('ArrowRight');
      const at = await press('ArrowRight');
      ok(at?.role === 'tab' && at.name === 'Structure', `the arrows lead to ${at?.role} ${at?.name}`);
      await view().locator('.tree .row').first().waitFor();
      const stops = await walk();
      tells(stops, [
        /^tree › treeitem “Certificate/,
        /^grid › gridcell “/,
        /^textbox “Find name, text, OID, hex or @offset”/,
        /^separator “Width of tree and bytes”/,
      ]);
      await view().getByRole('tree').focus();
      /** @type {Set<string>} */
      const rows = new Set();
      for (let row = 0; row < 6; row++) {
        const { role = '', name = '' } = (await press('ArrowDown')) ?? {};
        ok(role === 'tree › treeitem' && name !== '', `a row without a name: ${role} ${name}`);
        rows.add(name);
      }
      ok(rows.size === 6, `the arrows go to ${[...rows].join(', ')}`);
      ok(/serialNumber/.test([...rows].join(' ')), `no row is called serialNumber: ${[...rows].join(', ')}`);
      await clean();
    });

    await workbench.check('a bundle: its rows, into one and back', async () => {
      await open('bundle.der', 'bundle.der');
      await view().getByRole('table').waitFor();
      const stops = await walk();
      tells(stops, [/^button “Payments Root” \(.*Verified/]);
      tells(await linesOf('Verdicts'), [/^Failed: 1 expired/, /^Warning: private key not encrypted/]);
      await view().getByRole('button', { name: 'Payments Root', exact: true }).focus();
      /** @type {string[]} */
      const rows = [];
      for (let row = 0; row < 4; row++) {
        const stop = await press('ArrowDown');
        rows.push(`${stop?.role} “${stop?.name}” (${stop?.description})`);
      }
      tells(rows, [/Failed: signature does not verify/, /Not checked: not in this file: Elsewhere/]);
      await clean();
      await page.keyboard.press('Enter');
      await view().getByRole('heading', { level: 1, name: 'orphan.example' }).waitFor();
      await page.keyboard.press('Escape');
      await view().getByRole('table').waitFor();
      const back = await focused();
      ok(/orphan\.example/.test(back?.name ?? ''), `Escape leads to ${back?.role} ${back?.name}`);
    });

    await workbench.check('the inspector of a key block', async () => {
      await workbench.command('View: Close All Editors');
      await keyboard.open('blocks.log');
      await keyboard.find('D0112P0AE00E0001');
      await workbench.command('Key Material: Decode Key Block');
      await view().locator('.tile').first().waitFor({ timeout: 30_000 });
      const stops = await walk();
      tells(stops, [
        /^button “Verify…”/,
        /^option “.*Version/,
        /^(DisclosureTriangle|button|summary).* “All fields/,
      ]);
      tells(await linesOf('Verdicts'), [
        /^warning: Structure: one warning/,
        /^not checked: MAC not verified/,
        /^not checked: AWS: meets the documented rules/,
      ]);
      await view().locator('.tile[tabindex="0"]').focus();
      await press('Home');
      await press('ArrowRight');
      const usage = await press('ArrowRight');
      ok(/PIN encryption/.test(usage?.name ?? ''), `the arrows lead to ${usage?.role} ${usage?.name}`);
      ok(usage?.properties['selected']?.value === true, 'the field is not said to be selected');
      await clean();
    });
  },
);
