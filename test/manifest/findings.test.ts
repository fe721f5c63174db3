import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import { findingsFile as file, findingsPage as page } from '../../scripts/findings.mjs';
import { keyBlockFinding } from '../../src/core/keyblock/findingTexts';
import { keyFinding } from '../../src/core/keyblock/keyBlockError';

const findingsFile = file as string;
const findingsPage = page as () => Promise<string>;

describe('docs/findings.md', () => {
  it('is what the tables say; "npm run findings" writes it', async () => {
    const made = await findingsPage();
    expect(existsSync(findingsFile) && readFileSync(findingsFile, 'utf8') === made).toBe(true);
    for (const code of [...Object.keys(keyBlockFinding.templates), ...Object.keys(keyFinding.templates)])
      expect(made).toContain(`| \`${code}\` |`);
  });

  it('has every text whole: no placeholder is skipped, no code stands twice', async () => {
    const made = await findingsPage();
    const codes = [...made.matchAll(/^\| `([a-z0-9_]+)` \|/gm)].map((match) => match[1]);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(200);
  });
});
