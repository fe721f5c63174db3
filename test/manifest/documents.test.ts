/** The documents, held against the repository and the product: links, pictures, names, quotations. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const script = (name: string): string => pathToFileURL(path.join(root, 'scripts', name)).href;

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`),
];
/** What is linked, and written by another hand at this moment. A page that is there is checked like any other. */
const toCome = new Set(['docs/iam.md']);

interface Link {
  readonly picture: boolean;
  readonly text: string;
  readonly target: string;
}

/** Links and pictures of a Markdown text, those in code left out. */
function linksOf(markdown: string): Link[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, mark, text = '', target = '']) => ({
    picture: mark === '!',
    text,
    target,
  }));
}

/** The anchors of headings, as Git hosts and VS Code's preview make them. */
function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

const isRelative = (target: string): boolean => !/^[a-z][a-z\d+.-]*:/i.test(target);

/** What is wrong with the links of a document; `file` as the repository has it. */
function deadLinks(file: string): string[] {
  const text = read(file);
  return linksOf(text).flatMap(({ picture, text: shown, target }) => {
    if (!isRelative(target)) return target.startsWith('https://') ? [] : [`${file}: ${target}`];
    const [place = '', anchor] = target.split('#');
    const found = place === '' ? file : path.posix.join(path.posix.dirname(file), place);
    if (picture && shown.length < 15) return [`${file}: ${target} does not say what it shows`];
    if (toCome.has(found) && !existsSync(path.join(root, found))) return [];
    if (found.startsWith('..') || !existsSync(path.join(root, found))) return [`${file}: ${target}`];
    return anchor === undefined || anchorsOf(read(found)).has(anchor) ? [] : [`${file}: ${target}`];
  });
}

describe('the documents', () => {
  it('lead to files, pictures and headings that are there', () => {
    expect(documents.length).toBeGreaterThan(8);
    expect(documents.flatMap(deadLinks)).toEqual([]);
    // The check finds what it is for.
    expect(linksOf('![a](b.png) `[no](no)` [c](d.md#e)').map(({ target }) => target)).toEqual([
      'b.png',
      'd.md#e',
    ]);
    expect([...anchorsOf('## What is kept, where and for how long\n')]).toEqual([
      'what-is-kept-where-and-for-how-long',
    ]);
  });

  it('show every picture that is kept for them', () => {
    const shown = documents.flatMap((file) =>
      linksOf(read(file)).map(({ target }) => path.posix.basename(target)),
    );
    for (const name of readdirSync(path.join(root, 'media/pictures'))) expect(shown).toContain(name);
  });

  it('have pictures that are small', () => {
    for (const name of readdirSync(path.join(root, 'media/pictures')))
      expect(readFileSync(path.join(root, 'media/pictures', name)).length, name).toBeLessThan(150_000);
  });

  it('name commands and settings that there are', () => {
    const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const { contributes } = JSON.parse(read('package.json')) as {
      contributes: { commands: { title: string }[]; configuration: { properties: object }[] };
    };
    const titles = contributes.commands.map(({ title }) => nls[title.slice(1, -1)]);
    const settings = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    const commands: string[] = [];
    for (const file of documents.filter((name) => !/^(CONTRIBUTING|docs\/findings)/.test(name))) {
      const text = read(file);
      for (const [, name] of text.matchAll(/\*\*Key Material: ([^*]+)\*\*/g)) commands.push(name!);
      for (const [, name] of text.matchAll(/`(keyMaterial\.[\w.]+)`/g))
        expect(settings, file).toContain(name);
    }
    expect(commands.length).toBeGreaterThan(30);
    expect(commands.filter((name) => !titles.includes(name))).toEqual([]);
  });
});

describe('the README', () => {
  /** Words that a reader sees: addresses, comments and rules of tables are none. */
  const wordsOf = (markdown: string): number =>
    markdown
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/\]\([^)]*\)/g, ']')
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

  it('has at most 800 words, in the order of what a newcomer asks', () => {
    const text = read('README.md');
    expect(wordsOf('one [two](three/four.md) | :-- | <!-- five -->')).toBe(2);
    expect(wordsOf(text)).toBeLessThanOrEqual(800);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual([
      'Install',
      'First thirty seconds',
      'What it reads',
      'What it does',
      'Import without an HSM',
      'In scripts, pipelines and agents',
      'AWS access',
      'Limits',
      'Safety',
      'Help',
      'Development',
    ]);
  });

  it('as it is packed has no picture and no link that VS Code cannot open, and loses no words by that', async () => {
    const { packedText } = (await import(script('packedText.mjs'))) as {
      packedText: (text: string) => string;
    };
    for (const file of ['README.md', 'CHANGELOG.md', 'SECURITY.md']) {
      const packed = packedText(read(file));
      const anchors = anchorsOf(packed);
      for (const { picture, target } of linksOf(packed)) {
        expect(picture, target).toBe(false);
        if (target.startsWith('#')) expect(anchors, file).toContain(target.slice(1));
        else expect(target, file).toMatch(/^https:\/\//);
      }
      expect(packed).not.toMatch(/<!--|-->|media\/pictures/);
    }
    const packed = packedText(read('README.md'));
    expect(packed).not.toContain('npm start');
    expect(packed).toContain('folder `docs` of the source repository');
    expect(packed).toContain('Policies to copy: AWS access.');
    expect(packed).toContain('| Key usage ');
    expect(packedText('a [b](c.md) [d](https://e) [f](#g)\n\n![h](i.png)\n\nj')).toBe(
      'a b [d](https://e) [f](#g)\n\nj',
    );
  });
});

describe('quotations', () => {
  /** Every text of the product, placeholders as "…". */
  let texts: Set<string>;

  beforeAll(async () => {
    const { collectTexts } = (await import(script('l10n.mjs'))) as {
      collectTexts: () => Promise<{ texts: string[] }>;
    };
    const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
    texts = new Set(
      [...(await collectTexts()).texts, ...Object.values(nls)].map((text) => text.replace(/\{\d+\}/g, '…')),
    );
  });

  it('in the troubleshooting are what the product says, word by word, twenty at least', () => {
    const quoted = [...read('docs/troubleshooting.md').matchAll(/^> (.+)$/gm)].map(([, text]) => text!);
    expect(quoted.length).toBeGreaterThanOrEqual(20);
    expect(quoted.filter((text) => !texts.has(text))).toEqual([]);
    const problems = [...read('docs/troubleshooting.md').matchAll(/^### (\d+)\. /gm)].map(([, n]) =>
      Number(n),
    );
    expect(problems).toEqual(Array.from({ length: 20 }, (_, place) => place + 1));
  });

  it('of buttons and choices are what stands on them', () => {
    /** Of VS Code itself. */
    const foreign = new Set(['Output', 'Key Material', 'Reopen Editor With…']);
    const bold = (text: string): string[] =>
      [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label]) => label!.replace(/^Key Material: /, ''));
    const labels = [
      // What ends as a sentence or a lead-in does is none.
      ...bold(read('docs/troubleshooting.md')).filter((text) => !/[.:]$/.test(text)),
      ...read('README.md')
        .match(/^\d\. .*$/gm)!
        .flatMap(bold),
    ];
    expect(labels.length).toBeGreaterThan(15);
    expect(labels.filter((label) => !texts.has(label) && !foreign.has(label))).toEqual([]);
  });
});
