import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { menus: Readonly<Record<string, readonly { command?: string; when?: string }[]>> };
};
/** Names of files that certificates, keys and TR-34 tokens come with. */
const endings = ['.bin', '.ber', '.cert', '.rt', '.tok', '.p8', '.der', '.pem', '.p12'];

describe('the Explorer menu', () => {
  it.each(endings)('offers to inspect a file that ends with %s', (ending) => {
    const offers = manifest.contributes.menus['explorer/context']!.filter(({ when = '' }) => {
      const pattern = /resourceExtname =~ \/(.*?)\/i/.exec(when)?.[1];
      return pattern !== undefined && new RegExp(pattern, 'i').test(ending);
    });
    expect(offers.map(({ command }) => command)).toContain('keyMaterial.inspect');
  });
});

it('a list of keys as CSV can be imported from its editor as from the Explorer', () => {
  for (const menu of ['editor/context', 'explorer/context'])
    expect(
      manifest.contributes.menus[menu]!.filter(({ when = '' }) => when.includes('keymanifest')).every(
        ({ when = '' }) => when.includes('csv'),
      ),
      menu,
    ).toBe(true);
});
