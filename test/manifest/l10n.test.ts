import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { failureTexts, refusalTexts } from '../../src/keyservice/failureTexts';

const root = path.resolve(__dirname, '../..');

describe('texts', () => {
  it('are literals where l10n.t is called, so that translators get them all', async () => {
    const script = pathToFileURL(path.join(root, 'scripts/l10n.mjs')).href;
    const { collectTexts } = (await import(script)) as {
      collectTexts: () => Promise<{ texts: string[]; computed: string[] }>;
    };
    const { texts, computed } = await collectTexts();
    // What carries its template is collected from its table.
    expect(computed.filter((place) => !place.startsWith('src/extension/ui/localise.ts'))).toEqual([]);
    expect(texts).toContain('The block is no longer in {0}. Its last known text is shown.');
    // Of the pages: webview/ is read too.
    expect(texts).toContain('No key block here. Select one, or paste it.');
    expect(texts).toContain('Find name, text, OID, hex or @offset');
    expect(texts.some((text) => text.startsWith('The length field is {0}, but'))).toBe(true);
  });

  it('hold their placeholders in one row from 0', async () => {
    const script = pathToFileURL(path.join(root, 'scripts/l10n.mjs')).href;
    const { collectTexts } = (await import(script)) as { collectTexts: () => Promise<{ texts: string[] }> };
    // A failure's three texts share their arguments: each leaves out what it does not need.
    const shared = new Set(
      [...Object.values(failureTexts), ...Object.values(refusalTexts)].flatMap((texts) =>
        Object.values<string>({ ...texts }),
      ),
    );
    for (const text of (await collectTexts()).texts) {
      if (shared.has(text)) continue;
      const numbers = [...text.matchAll(/\{(\d+)\}/g)].map((m) => Number(m[1]));
      const highest = Math.max(-1, ...numbers);
      expect(new Set(numbers).size, text).toBe(highest + 1);
    }
  });
});
