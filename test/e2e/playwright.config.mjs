// How the journeys are run: by scripts/e2e.mjs, which packages the extension first.
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { launchOptions, viewport } from '../../scripts/browser.mjs';
import { chromium } from '../../scripts/chromium.mjs';
import { build } from '../../scripts/paths.mjs';
import { themes } from './workbench.mjs';

const all = Object.keys(themes);
/**
 * A journey goes once, and shows its surfaces in the themes of its project on the way. `turns`: each in light and in
 * one of the others, which take turns, so that a whole run sees all of them.
 * @type {Record<string, { worn: string[], inTurn?: boolean }>}
 */
const projects = {
  turns: { worn: all, inTurn: true },
  all: { worn: all },
  ...Object.fromEntries(all.map((theme) => [theme, { worn: [theme] }])),
};

export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.mjs',
  outputDir: path.join(build, 'journeys'),
  reporter: './reporter.mjs',
  timeout: 15 * 60_000,
  // Once more, alone, where something failed: VS Code and the browser lose a key or a focus on a machine under load.
  retries: 1,
  retryStrategy: 'isolated',
  use: {
    viewport,
    launchOptions: launchOptions(await chromium()),
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    // Of every first run it would cost a tenth of the whole; what fails twice, fails with a trace.
    trace: 'on-first-retry',
  },
  projects: [
    ...Object.entries(projects).map(([name, use]) => ({
      name,
      use,
      grep: new RegExp(use.worn.map((theme) => `@${theme}(?![\\w-])`).join('|')),
      grepInvert: /@(alone|whenAsked)/,
      // What goes alone goes when all others are over, however they ended.
      ...(use.worn.includes('light') ? { teardown: 'alone' } : {}),
    })),
    { name: 'alone', use: { worn: ['light'] }, grep: /@alone/ },
    {
      name: 'whenAsked',
      use: projects[process.env['KMI_THEME'] ?? 'light'] ?? { worn: ['light'] },
      grep: /@whenAsked/,
    },
  ],
});
