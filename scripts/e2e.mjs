// npm run test:e2e: packages the VSIX, checks what is in it, installs it in a clean VS Code and drives it as a
// person would, in a browser. The journeys are test/e2e/*.e2e.mjs; test/e2e/workbench.mjs is what they hold in hand.
//
// Usage: node scripts/e2e.mjs [--only NAME] [--theme light|dark|hc|hc-light] [--lanes N] [--update-pictures]
// A journey goes once, and shows its surfaces in all its themes on the way; two journeys go at a time, each with a
// server and a browser of its own. Pictures go to .build/screenshots; --update-pictures copies those that the README shows to media/readme.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { themes, Workbench } from '../test/e2e/workbench.mjs';
import { launchBrowser } from './browser.mjs';
import { addCounts, lastLine, noCounts } from './counts.mjs';
import { inLanes } from './lanes.mjs';
import { build, root, temporaryFolder } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { installVsix } from './serve.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';
import { packageVsix } from './vsix.mjs';
import { zipNames } from './zip.mjs';

const args = process.argv.slice(2);
const folder = path.join(root, 'test/e2e');

/** @param {string} flag */
const valueOf = (flag) => (args.includes(flag) ? (args[args.indexOf(flag) + 1] ?? '') : undefined);

/** What may be in the VSIX; hashes of chunk names taken out. */
const allowed =
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|SECURITY\.md|LICENSE\.txt|dist\/(extension\.mjs|web\.js|chunks\/[\w-]+-\*\.mjs|webview\/\w+\.(js|css))|l10n\/bundle\.l10n\.json|media\/(icons|language|walkthrough|schema)\/[\w.-]+\.(png|svg|json|md)))$/;

/** @param {string} vsix @param {(name: string, body: () => void) => Promise<void>} check */
async function checkVsix(vsix, check) {
  const zip = fs.readFileSync(vsix);
  const names = zipNames(zip).map((name) => name.replace(/-[A-Z0-9]{8}\.mjs$/, '-*.mjs'));
  console.log(`  VSIX: ${zip.length} bytes, ${names.length} files`);
  await check('the VSIX holds what is meant to be in it and nothing else', () => {
    const unexpected = names.filter((name) => !allowed.test(name));
    if (unexpected.length > 0) throw new Error(`unexpected: ${unexpected.join(', ')}`);
  });
  await check('the VSIX is under 1 MB', () => {
    if (zip.length >= 1_000_000) throw new Error(`${zip.length} bytes`);
  });
}

/** Checks, counted and told; `lines` are printed by whoever asked. */
class Tally {
  counts = noCounts();
  /** @type {string[]} */
  lines = [];

  /** @param {string} name @param {() => unknown} body throws where the check fails */
  check = async (name, body) => {
    const began = Date.now();
    try {
      await body();
      this.counts.passed++;
      this.lines.push(`  ✔ ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.counts.failed++;
      this.lines.push(`  ✘ ${name}\n    ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

runMain(async () => {
  const only = valueOf('--only');
  const theme = valueOf('--theme');
  const width = Number(valueOf('--lanes') ?? 2);
  const names = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.e2e.mjs'))
    .sort()
    .filter((name) => only === undefined || name === `${only}.e2e.mjs`);
  if (names.length === 0) throw new Problem(`There is no journey "${only}" in test/e2e.`);
  if (theme !== undefined && !(theme in themes))
    throw new Problem(`There is no theme "${theme}": choose ${Object.keys(themes).join(', ')}.`);
  if (!(width >= 1)) throw new Problem('--lanes takes a number from 1.');

  const total = noCounts();
  const work = temporaryFolder('e2e');
  const vsix = path.join(work, 'extension.vsix');
  await packageVsix(vsix);
  const packaged = new Tally();
  await checkVsix(vsix, packaged.check);
  console.log(packaged.lines.join('\n'));
  addCounts(total, packaged.counts);
  const server = await vscodeServer(buildNamed('newest'), (text) => console.log(text));
  const extensions = path.join(work, 'extensions');
  await installVsix(server, { data: path.join(work, 'data'), extensions, vsix });
  const pictures = path.join(build, 'screenshots');
  fs.mkdirSync(pictures, { recursive: true });
  /** One for each lane, as all pages of a browser share its clipboard. @type {Promise<import('playwright-core').Browser>[]} */
  const browsers = [];

  /**
   * Goes on a journey once, and prints what it found when it is over.
   * @param {Going} going @param {number} lane @param {number} attempt
   */
  const go = async ({ journey, name, shown }, lane, attempt) => {
    const tally = new Tally();
    const began = Date.now();
    try {
      const workbench = await Workbench.open({
        browser: await (browsers[lane] ??= launchBrowser()),
        server,
        extensions,
        pictures,
        journey,
        themes: shown,
        folder: path.join(work, `${name}-${attempt}`),
        check: tally.check,
        tell: (text) => tally.lines.push(`    ${text}`),
      });
      try {
        await journey.journey(workbench);
      } catch (error) {
        // What a journey leaves unchecked by throwing is one failed check.
        await tally.check('the journey goes on to its end', () => {
          throw error;
        });
      }
      await tally.check('no content security policy violation', () => {
        if (workbench.violations.length > 0) throw new Error(workbench.violations.join('\n    '));
      });
      await workbench.close();
    } catch (error) {
      await tally.check('the journey begins', () => {
        throw error;
      });
    }
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    const worn = shown.map((short) => themes[short]?.replace(/^Default /, '')).join(', ');
    const again = attempt === 2 ? ', once more' : '';
    console.log(`\n${journey.title}${again} (${worn}; ${seconds} s)\n${tally.lines.join('\n')}`);
    return tally.counts;
  };

  /** @typedef {{ journey: import('../test/e2e/workbench.mjs').Journey, name: string, shown: string[] }} Going */
  /** @type {Going[]} */
  const goings = [];
  for (const file of names) {
    /** @type {import('../test/e2e/workbench.mjs').Journey} */
    const journey = await import(pathToFileURL(path.join(folder, file)).href);
    if (journey.onlyWhenAsked && only === undefined) continue;
    const shown = (journey.themes ?? Object.keys(themes)).filter(
      (short) => theme === undefined || short === theme,
    );
    if (shown.length > 0) goings.push({ journey, name: path.basename(file, '.e2e.mjs'), shown });
  }
  /** @type {Map<Going, import('./counts.mjs').Counts>} */
  const first = new Map();
  const beside = goings.filter(({ journey }) => !journey.alone);
  await inLanes(beside, width, async (going, lane) => first.set(going, await go(going, lane, 1)));
  for (const going of goings) {
    let counts = first.get(going) ?? (await go(going, 0, 1));
    // Once more, alone, where something failed: VS Code and the browser lose a key or a focus on a machine under
    // load. What fails twice is a failure; both are printed.
    if (counts.failed > 0) counts = await go(going, 0, 2);
    addCounts(total, counts);
  }
  if (args.includes('--update-pictures')) {
    const shown = path.join(root, 'media/readme');
    for (const name of fs.existsSync(shown) ? fs.readdirSync(shown) : []) {
      const taken = path.join(pictures, name);
      if (fs.existsSync(taken)) fs.copyFileSync(taken, path.join(shown, name));
      else throw new Problem(`The README shows ${name}, and no journey takes that picture.`);
    }
  }
  console.log(`\n${lastLine(total)}`);
  return total.failed === 0 ? 0 : 1;
});
