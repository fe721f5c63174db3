// What a journey is to the runner: one test, whose checks are its steps, with a server and a page of its own.
import { test as base } from '@playwright/test';
import path from 'node:path';
import { buildNamed, vscodeServer } from '../../scripts/vscodeServer.mjs';
import { themes, Workbench } from './workbench.mjs';

/**
 * @typedef {{ samples: string, config: string, onEnd: (end: () => unknown) => void }} Ground what a journey finds before
 *   VS Code starts. samples: the workspace; config: where the configuration of AWS may be written; onEnd: something to
 *   do when the journey is over
 *
 * @typedef {{
 *   themes?: readonly string[],
 *   alone?: boolean,
 *   whenAsked?: boolean,
 *   pseudo?: boolean,
 *   settings?: Record<string, unknown>,
 *   machineSettings?: Record<string, unknown>,
 *   prepare?: (ground: Ground) => void | Promise<void>,
 * }} Options themes: those in which its surfaces are shown, default all four, light is the first and the one it goes
 *   in; alone: no other journey beside it; whenAsked: not a part of the whole run; pseudo: in a language that nobody speaks; prepare: puts more on the ground
 */

/**
 * @typedef {{ work: string, vsix: string, extensions: string, pictures: string }} Prepared by scripts/e2e.mjs. work: a
 *   folder for this run; extensions: where VS Code finds the VSIX installed
 */

/**
 * `worn`: the themes of the project, in which journeys show their surfaces; `inTurn`: each in the first and one other;
 * `ground`: what was prepared for all.
 */
export const test =
  /** @type {import('@playwright/test').TestType<
   *   import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions & { worn: string[], inTurn: boolean, ground: Prepared },
   *   import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions>} */ (
    base.extend({
      worn: [Object.keys(themes), { option: true }],
      inTurn: [false, { option: true }],
      ground: [JSON.parse(process.env['KMI_GROUND'] ?? '{}'), { option: true }],
    })
  );

/**
 * Checks of one test: what fails is told with its name, and the next one is tried all the same.
 * @returns {{ check: (name: string, body: () => unknown) => Promise<void>, end: () => void }} end: throws where one failed
 */
export function checks() {
  let failed = 0;
  return {
    check: (name, body) =>
      test
        .step(name, async () => void (await body()))
        .catch(() => {
          failed++;
        }),
    end: () => {
      if (failed > 0) throw new Error(`${failed} failed`);
    },
  };
}

/**
 * A journey, as the runner counts it.
 * @param {string} title
 * @param {Options} options
 * @param {(workbench: Workbench) => Promise<void>} body
 */
export function journey(title, options, body) {
  const shownIn = options.themes ?? Object.keys(themes);
  const tag = shownIn.map((theme) => `@${theme}`);
  if (options.alone) tag.push('@alone');
  if (options.whenAsked) tag.push('@whenAsked');
  test(title, { tag }, async ({ page, worn, inTurn, ground }, info) => {
    const { work, extensions, pictures } = ground;
    const { check, end } = checks();
    const workbench = await Workbench.open({
      page,
      server: await vscodeServer(buildNamed('newest')),
      extensions,
      pictures,
      // Named as what is kept of this test, project and try.
      folder: path.join(work, path.basename(info.outputDir)),
      themes: shownIn.filter((theme) => worn.includes(theme)),
      inTurn,
      options,
      check,
      tell: (text) => info.annotations.push({ type: 'told', description: text }),
    });
    try {
      await body(workbench);
    } catch (error) {
      // What a journey leaves unchecked by throwing is one failed check.
      await check('the journey goes on to its end', () => {
        throw error;
      });
    }
    await check('no content security policy violation', () => {
      if (workbench.violations.length > 0) throw new Error(workbench.violations.join('\n    '));
    });
    await workbench.close();
    end();
  });
}
