// npm run test:e2e: packages the VSIX, checks what is in it, installs it in a clean VS Code and drives it as a
// person would, in a browser. The journeys are test/e2e/*.e2e.mjs; test/e2e/workbench.mjs is what they hold in hand.
//
// Usage: node scripts/e2e.mjs [--only NAME] [--theme light|dark|hc|hc-light] [--update-pictures]
// Pictures go to .build/screenshots; --update-pictures copies those that the README shows to media/readme.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { themes, Workbench } from '../test/e2e/workbench.mjs';
import { launchBrowser } from './browser.mjs';
import { lastLine, noCounts } from './counts.mjs';
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
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|SECURITY\.md|LICENSE\.txt|dist\/(extension\.mjs|web\.js|chunks\/[\w-]+-\*\.mjs|webview\/\w+\.(js|css))|l10n\/bundle\.l10n\.json|media\/(icons|language|walkthrough)\/[\w-]+\.(png|svg|json|md)))$/;

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

runMain(async () => {
  const counts = noCounts();
  /** @param {string} name @param {() => unknown} body throws where the check fails */
  const check = async (name, body) => {
    const began = Date.now();
    try {
      await body();
      counts.passed++;
      console.log(`  ✔ ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      counts.failed++;
      console.log(`  ✘ ${name}\n    ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const only = valueOf('--only');
  const theme = valueOf('--theme');
  const names = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.e2e.mjs'))
    .sort()
    .filter((name) => only === undefined || name === `${only}.e2e.mjs`);
  if (names.length === 0) throw new Problem(`There is no journey "${only}" in test/e2e.`);
  if (theme !== undefined && !(theme in themes))
    throw new Problem(`There is no theme "${theme}": choose ${Object.keys(themes).join(', ')}.`);

  const work = temporaryFolder('e2e');
  const vsix = path.join(work, 'extension.vsix');
  await packageVsix(vsix);
  await checkVsix(vsix, check);
  const server = await vscodeServer(buildNamed('newest'), (text) => console.log(text));
  const extensions = path.join(work, 'extensions');
  await installVsix(server, { data: path.join(work, 'data'), extensions, vsix });
  const pictures = path.join(build, 'screenshots');
  fs.mkdirSync(pictures, { recursive: true });
  const browser = await launchBrowser();

  /** @param {import('../test/e2e/workbench.mjs').Journey} journey @param {string} short @param {number} attempt @param {string} name */
  const drive = async (journey, short, attempt, name) => {
    const workbench = await Workbench.open({
      browser,
      server,
      extensions,
      pictures,
      journey,
      theme: short,
      folder: path.join(work, `${name}-${short}-${attempt}`),
      check,
    });
    // What a journey leaves unchecked by throwing is one failed check.
    await journey.journey(workbench).catch((error) =>
      check(`${short}: the journey goes on to its end`, () => {
        throw error;
      }),
    );
    await check('no content security policy violation', () => {
      if (workbench.violations.length > 0) throw new Error(workbench.violations.join('\n    '));
    });
    await workbench.close();
  };

  for (const name of names) {
    /** @type {import('../test/e2e/workbench.mjs').Journey} */
    const journey = await import(pathToFileURL(path.join(folder, name)).href);
    // Measures are for a machine that does nothing else.
    if (journey.onlyWhenAsked && only === undefined) continue;
    for (const short of journey.themes ?? Object.keys(themes)) {
      if (theme !== undefined && short !== theme) continue;
      // Once more where something failed: VS Code and the browser lose a key or a focus on a machine under load. What
      // fails twice is a failure; both are printed.
      for (const attempt of [1, 2]) {
        const before = { ...counts };
        console.log(`\n${journey.title}, ${themes[short]}${attempt === 2 ? ', once more' : ''}`);
        await drive(journey, short, attempt, path.basename(name, '.e2e.mjs')).catch((error) =>
          check(`${short}: the journey begins`, () => {
            throw error;
          }),
        );
        if (counts.failed === before.failed || attempt === 2) break;
        Object.assign(counts, before);
      }
    }
  }
  if (args.includes('--update-pictures')) {
    const shown = path.join(root, 'media/readme');
    for (const name of fs.existsSync(shown) ? fs.readdirSync(shown) : []) {
      const taken = path.join(pictures, name);
      if (fs.existsSync(taken)) fs.copyFileSync(taken, path.join(shown, name));
      else throw new Problem(`The README shows ${name}, and no journey takes that picture.`);
    }
  }
  console.log(`\n${lastLine(counts)}`);
  return counts.failed === 0 ? 0 : 1;
});
