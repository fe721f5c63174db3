// A CRL of 100 000 entries: first paint, ten seconds of paging, jumps. Printed, not judged, as machines are noisy.
/// <reference lib="dom" />
/* global PerformanceObserver, requestAnimationFrame */
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from '../../scripts/paths.mjs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

/** @param {import('./journey.mjs').Ground} ground */
async function prepare({ samples }) {
  const built = await esbuild.build({
    entryPoints: [path.join(root, 'test/core/asn1/makeCrl.ts')],
    format: 'esm',
    bundle: true,
    write: false,
  });
  const text = built.outputFiles[0]?.text ?? '';
  const { makeCrl } = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
  fs.writeFileSync(path.join(samples, 'large.der'), makeCrl(100_000));
}

journey('Measures of the structure viewer', { whenAsked: true, prepare }, async (workbench) => {
  const { page } = workbench;
  const tree = () => workbench.webview().getByRole('tree');
  await workbench.check('a CRL of 100 000 entries paints', async () => {
    for (let attempt = 1; attempt <= 10; attempt++) {
      await workbench.openFile('kdh.der');
      const shown = await page
        .locator('iframe.webview')
        .first()
        .waitFor({ timeout: 4000 })
        .then(
          () => true,
          () => false,
        );
      if (shown) break;
      await workbench.command('View: Close All Editors');
    }
    await workbench.webview().getByRole('heading', { level: 1 }).waitFor({ timeout: 30_000 });
    await workbench.command('View: Close All Editors');
    const began = Date.now();
    await workbench.openFile('large.der');
    await workbench.webview().getByRole('heading', { level: 1 }).waitFor({ timeout: 60_000 });
    workbench.tell(`from double click to first paint: ${Date.now() - began} ms`);
    const marks = await workbench
      .webview()
      .locator('body')
      .evaluate(() =>
        performance
          .getEntriesByType('mark')
          .map(({ name, startTime }) => `${name} ${Math.round(startTime)} ms`),
      );
    workbench.tell(`in the page: ${marks.join(', ')}`);
    await workbench.webview().getByText('100,000 revoked certificates').waitFor({ timeout: 60_000 });
    workbench.tell(`overview complete after: ${Date.now() - began} ms`);
  });
  await workbench.check('paging for ten seconds, then jumps', async () => {
    await workbench.webview().getByRole('tab', { name: 'Structure' }).click();
    await workbench.webview().locator('.tree .row').first().waitFor();
    await workbench.webview().getByRole('button', { name: 'Expand All' }).click();
    await page.waitForTimeout(1000);
    await tree().focus();
    await tree().evaluate((element) => {
      const frames = /** @type {number[]} */ ([]);
      /** @type {any} */ (globalThis)['frames_'] = frames;
      const long = /** @type {string[]} */ ([]);
      /** @type {any} */ (globalThis)['long_'] = long;
      // Where a long frame's time goes: our scripts, style and layout, or waiting for the machine.
      new PerformanceObserver((list) => {
        for (const entry of /** @type {any[]} */ (list.getEntries())) {
          const scripts = entry.scripts.reduce(
            (/** @type {number} */ sum, /** @type {any} */ { duration }) => sum + duration,
            0,
          );
          const layout = entry.styleAndLayoutStart
            ? entry.startTime + entry.duration - entry.styleAndLayoutStart
            : 0;
          long.push(
            `${Math.round(entry.duration)} ms (scripts ${Math.round(scripts)}, style and layout ${Math.round(layout)})`,
          );
        }
      }).observe({ type: 'long-animation-frame' });
      let last = performance.now();
      const step = (/** @type {number} */ now) => {
        frames.push(now - last);
        last = now;
        if (element.isConnected) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    const end = Date.now() + 10_000;
    let presses = 0;
    while (Date.now() < end) {
      await page.keyboard.press('PageDown');
      presses++;
    }
    const report = async (/** @type {string} */ what) => {
      const frames = await tree().evaluate(() => /** @type {any} */ (globalThis)['frames_'].splice(0));
      const sorted = [...frames].sort((a, b) => b - a);
      workbench.tell(
        `${what}: slowest frame ${sorted[0]?.toFixed(0)} ms, then ${sorted
          .slice(1, 4)
          .map((ms) => ms.toFixed(0))
          .join(', ')}; median ${sorted[sorted.length >> 1]?.toFixed(0)} ms of ${sorted.length}`,
      );
      const long = await tree().evaluate(() => /** @type {any} */ (globalThis)['long_'].splice(0));
      workbench.tell(
        `  frames the page itself was busy in for more than 50 ms: ${long.join(', ') || 'none'}`,
      );
    };
    await report(`${presses} pages down in 10 s`);
    for (let jump = 0; jump < 20; jump++) {
      await tree().evaluate(
        (element, part) => void (element.scrollTop = part * element.scrollHeight),
        ((jump * 7) % 20) / 20,
      );
      await page.waitForTimeout(150);
    }
    await report('20 jumps');
    const rows = await workbench.webview().locator('.tree .row:not([hidden])').count();
    workbench.tell(
      `rows that exist: ${rows}; height of the tree: ${await tree().evaluate((e) => e.scrollHeight)} px`,
    );
    ok(rows < 200, `${rows} rows exist`);
    await page.waitForTimeout(500);
    ok(
      (await workbench.webview().locator('.tree .row:not([hidden])', { hasText: 'Loading' }).count()) === 0,
      'rows stay empty after a jump',
    );
  });
});
