// npm run test:e2e: packages the VSIX, checks what is in it, installs it in a clean VS Code and drives it as a
// person would, in a browser. The journeys are test/e2e/*.e2e.mjs, run by Playwright; test/e2e/workbench.mjs is what
// they hold in hand.
//
// Usage: node scripts/e2e.mjs [--only NAME] [--title TEXT] [--theme all|light|dark|hc|hc-light] [--lanes N] [--update-pictures]
// --only: journeys of one file; --title: those whose title has a text.
// A journey goes once, and shows its surfaces on the way: in light and in one of its other themes, which take turns, or
// in those that are asked for. Two journeys go at a time, each with a server and a browser of its own. Pictures go to .build/screenshots, traces of what failed to .build/journeys
// (`npx playwright show-trace FILE`); --update-pictures takes those that the documents show, in one theme, and puts
// them into media/pictures.
import fs from 'node:fs';
import path from 'node:path';
import { themes } from '../test/e2e/workbench.mjs';
import { chromium } from './chromium.mjs';
import { run } from './children.mjs';
import { readOptions, wholeNumber } from './options.mjs';
import { build, root, temporaryFolder, tool } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { installVsix } from './serve.mjs';
import { buildNamed, vscodeServer } from './vscodeServer.mjs';
import { packageVsix } from './vsix.mjs';

runMain(async () => {
  const values = readOptions({
    only: { type: 'string' },
    title: { type: 'string' },
    theme: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    'update-pictures': { type: 'boolean' },
  });
  const { title, lanes } = values;
  const update = values['update-pictures'] ?? false;
  const only = update ? 'pictures' : values.only;
  const theme = values.theme ?? (update ? 'light' : 'turns');
  if (only !== undefined && !fs.existsSync(path.join(root, `test/e2e/${only}.e2e.mjs`)))
    throw new Problem(`There is no journey "${only}" in test/e2e.`);
  if (theme !== 'turns' && theme !== 'all' && !(theme in themes))
    throw new Problem(`There is no theme "${theme}": choose all, ${Object.keys(themes).join(', ')}.`);

  const say = (/** @type {string} */ text) => console.log(text);
  const work = temporaryFolder('e2e');
  const vsix = path.join(work, 'extension.vsix');
  await packageVsix(vsix);
  const server = await vscodeServer(buildNamed('newest'), say);
  const extensions = path.join(work, 'extensions');
  await installVsix(server, { data: path.join(work, 'data'), extensions, vsix });
  await chromium(say);
  const pictures = path.join(build, 'screenshots');
  fs.mkdirSync(pictures, { recursive: true });

  const args = [
    'test',
    '-c',
    'test/e2e/playwright.config.mjs',
    '--workers',
    `${wholeNumber('lanes', lanes, 1)}`,
    '--project',
    theme,
  ];
  if (only !== undefined)
    args.push('--project', 'alone', '--project', 'whenAsked', '--no-deps', `/(${only}|vsix)\\.e2e\\.mjs$`);
  if (title !== undefined) args.push('--grep', title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const { code } = await run(process.execPath, [tool('@playwright/test/cli.js'), ...args], {
    cwd: root,
    echo: true,
    // Profiles of browsers go with this run.
    env: {
      ...process.env,
      TMPDIR: work,
      KMI_GROUND: JSON.stringify({ work, vsix, extensions, pictures }),
      KMI_THEME: theme,
    },
  });
  if (update && code === 0) {
    const shown = path.join(root, 'media/pictures');
    fs.mkdirSync(shown, { recursive: true });
    for (const name of ['hover', 'problems', 'chain', 'tr34', 'import'])
      fs.copyFileSync(path.join(pictures, `${name}.png`), path.join(shown, `${name}.png`));
  }
  return code;
});
