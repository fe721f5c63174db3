// A headless Chromium that reaches this machine only, driven by Playwright.
import { chromium } from './chromium.mjs';
import { onExit } from './children.mjs';
import { temporaryFolder } from './paths.mjs';

/** How it is started. @param {string} executablePath */
export const launchOptions = (executablePath) => ({
  executablePath,
  args: [
    // Whatever asks for another host gets "not found", proxies or not.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    '--no-proxy-server',
    '--disable-background-networking',
    '--disable-component-update',
    '--lang=en-US',
  ],
  // children.mjs does this, for all that was started.
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
});

/**
 * @param {(text: string) => void} [say]
 * @returns {Promise<import('@playwright/test').Browser>} closed when the script ends
 */
export async function launchBrowser(say) {
  const executablePath = await chromium(say);
  // When installed only: the scripts that run before `npm ci` import this file too.
  const { chromium: engine } = await import('@playwright/test');
  // Its profile goes with this run, even where this run is killed.
  process.env['TMPDIR'] = temporaryFolder('browser');
  const browser = await engine.launch(launchOptions(executablePath));
  onExit(() => browser.close());
  return browser;
}

/** The size of window in which pictures are taken and tests are run. */
export const viewport = { width: 1200, height: 800 };
