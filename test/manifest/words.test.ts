/**
 * How the product speaks: plain, professional English. Patterns that a reader stumbles over are kept out of every text
 * that can be translated and of the manifest; what is right in spite of a pattern is listed with its reason.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../..');
const script = pathToFileURL(path.join(root, 'scripts/l10n.mjs')).href;
let texts: readonly string[] = [];

beforeAll(async () => {
  const { collectTexts } = (await import(script)) as { collectTexts: () => Promise<{ texts: string[] }> };
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<
    string,
    string
  >;
  texts = [...(await collectTexts()).texts, ...Object.values(manifest)];
});

interface Rule {
  readonly instead: string;
  readonly pattern: RegExp;
  /** What has the pattern and is right: the words around it. */
  readonly except?: readonly RegExp[];
}

const rules: Readonly<Record<string, Rule>> = {
  '"is no …", "is none"': {
    instead: '"is not a …"',
    pattern: /\b(?:is|are|was|were) (?:no|none)\b/i,
    except: [/\bno longer\b/, /\b[Tt]here (?:is|are|was|were) (?:no|none)\b/, /\bno stronger than\b/],
  },
  '"stands"': { instead: '"is", "appears"', pattern: /\b(?:stands?|stood|standing)\b/i },
  '"is to", "shall", "has to"': {
    instead: '"will", "must"',
    pattern: /\bshall\b|\b(?:has|have|had) to\b|\b(?:is|are) to be\b/i,
  },
  '"tells", "says"': {
    instead: '"shows", "reports", or the fact itself',
    pattern: /\b(?:tells|told|says|said)\b/i,
  },
  '"anew", "meanwhile", "once more"': {
    instead: '"again", "in the meantime"',
    pattern: /\b(?:comes? so|for nothing|anew|meanwhile|once more|all the same|at hand)\b/i,
  },
  '"takes" for "accepts"': {
    instead: '"accepts", "needs"',
    pattern: /\btakes\b/i,
    except: [/\btakes effect\b/],
  },
  '"mend"': { instead: '"fix"', pattern: /\bmend/i },
  '"rest the pointer"': { instead: '"hover over"', pattern: /\brest the pointer/i },
  '"legal"': { instead: '"allowed", "valid"', pattern: /\blegal\b/i },
  '"sheet"': { instead: '"key ceremony form"', pattern: /\bsheet\b/i },
  '"choose", "pick"': {
    instead: '"select", or "enter" for what is typed',
    pattern: /\b(?:choose|chooses|chose|chosen|choosing|pick|picked)\b/i,
    // Decisions, not controls.
    except: [/the authority chooses/, /that you choose at export/],
  },
  'curly quotes': { instead: 'straight ones', pattern: /[“”‘’]/ },
  '"octet"': {
    instead: '"byte"',
    pattern: /\boctets?\b/,
    // Names of X.690 and of PKCS#7.
    except: [/end-of-contents octets/, /content octets of PKCS#7/],
  },
  'two terms for one thing': {
    instead: 'the term of docs/glossary.md',
    pattern:
      /\b(?:key ?blob|thumbprint|extractable|checksum|transport key|keystore|pass ?word of|password\b|un-?wrapping key|key store password)/i,
    // CMS has a recipient of that name: RFC 5652 6.2.4; PKCS#9 an attribute; transport key is the name of a Thales usage.
    except: [
      /encrypted with a password/,
      /^Password$/,
      /^\(?(?:a )?password\b/,
      /^(?:a k|K)ey encryption key, transport key\b/,
    ],
  },
  '"that of"': { instead: '"belongs to", "matches"', pattern: /\b(?:is|are|not|to|than) that of\b/i },
};

describe('no text has', () => {
  it.each(Object.entries(rules))('%s', (_, { pattern, except = [], instead }) => {
    const found = texts.filter((text) => {
      const rest = except.reduce((left, one) => left.replace(new RegExp(one, 'g'), ''), text);
      return pattern.test(rest);
    });
    expect(found, `write ${instead}`).toEqual([]);
  });

  it('a sentence of more than 30 words', () => {
    const long = texts.flatMap((text) =>
      text
        .replace(/\[[^\]]*\]\([^)]*\)/g, 'link')
        .split(/(?<=[.!?:;])\s/)
        .filter((sentence) => sentence.split(/\s+/).length > 30),
    );
    expect(long).toEqual([]);
  });

  it('internal names of algorithms', () => {
    // The exact code of the API is shown where a user types it: as a whole, in its own spelling.
    expect(texts.filter((text) => /\bECC_NIST\b|\b(?:SYMMETRIC|ASYMMETRIC)_/.test(text))).toEqual([]);
  });

  it('two spaces, a space before a full stop, or a lower-case i', () => {
    expect(texts.filter((text) => /\S {2}\S| \.(?:\s|$)| i /.test(text))).toEqual([]);
  });
});

describe('titles of commands and views', () => {
  it('have no full stop, and a capital letter first', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<
      string,
      string
    >;
    const titles = Object.entries(manifest).filter(([key]) => /^(?:command|view|container)\./.test(key));
    expect(titles.length).toBeGreaterThan(50);
    expect(titles.filter(([, title]) => !/^[A-Z].*[^.]$/.test(title))).toEqual([]);
  });
});
