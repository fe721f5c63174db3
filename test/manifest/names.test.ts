import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../..');

/**
 * Spellings that are neither the API's ("TDES_2KEY", "AES_128", "RSA_2048", "ECC_NIST_P256") nor the field's
 * ("TDES 2-key", "AES-128", "RSA 2048", "P-256", "SHA-256", "ANSI X9.24"); see src/keyservice/model/names.ts.
 */
const otherSpelling =
  /(?<![\w-])(TDES-\d|TDES_\d(?!KEY\b)|TDES ?\dKEY|TDES [23](?!-key)|[23]-?key TDES|3DES|AES ?(128|192|256)|RSA-?(2048|3072|4096)|P(256|384|521)|SHA(224|256|384|512)|X9_24)(?!\w)/;

/** Formatters: each place has reasons to take a name apart, and no other has them. */
const formatters: readonly (readonly [what: string, pattern: RegExp, files: readonly string[]])[] = [
  [
    'an algorithm spelled anew',
    /(lgorithm|curve)\)?\.replace(All)?\(/,
    // The name of a file; what a filter is compared with.
    ['src/extension/parameters/certificateActions.ts', 'src/extension/keys/keyTree.ts'],
  ],
  [
    'the code of a usage',
    /TR31_\(\[|keyUsage\.slice/,
    ['src/keyservice/model/names.ts', 'src/keyservice/rules/keyAttributes.ts'],
  ],
  ['modes joined', /modeList\([^)]*\)\.join\(' |\.join\(' \+ '\)/, ['src/keyservice/model/names.ts']],
  [
    'the end of an ARN',
    /(arn|Arn|ARN)\)?\.(slice|split|lastIndexOf)\((-8|'\/'|\w+\.lastIndexOf)/,
    ['src/keyservice/model/names.ts'],
  ],
  [
    'an alias and its prefix',
    /startsWith\('alias\/|\^alias\\\/\/, ''|'alias\/'\.length|`alias\/\$/,
    ['src/keyservice/manifest/read.ts'],
  ],
  ['groups of an account', /\(\\d\{4\}\)\(/, ['src/keyservice/model/names.ts']],
  [
    'the method of a check value',
    /'ANSI X9\.24'/,
    ['src/core/crypto/kcv.ts', 'src/core/crypto/findingTexts.ts'],
  ],
];

function sources(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`);
}

/** Literal texts of a file, where they stand. */
function literals(file: string): { text: string; line: number }[] {
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.ES2022,
  );
  const found: { text: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push({
        text: node.text,
        line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
      });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('names', () => {
  it('are spelled in one way in every text', async () => {
    const script = pathToFileURL(path.join(root, 'scripts/l10n.mjs')).href;
    const { collectTexts } = (await import(script)) as { collectTexts: () => Promise<{ texts: string[] }> };
    const manifest = Object.values(
      JSON.parse(fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, unknown>,
    ).map((text) => (typeof text === 'string' ? text : (text as { message: string }).message));
    expect([...(await collectTexts()).texts, ...manifest].filter((text) => otherSpelling.test(text))).toEqual(
      [],
    );
  });

  it('are spelled in one way in every literal of the source', () => {
    const places = ['src/core', 'src/keyservice', 'src/extension', 'webview'].flatMap((folder) =>
      sources(folder).flatMap((file) =>
        literals(file)
          // An identifier or a pattern has no blank.
          .filter(({ text }) => text.includes(' ') && otherSpelling.test(text))
          .map(({ text, line }) => `${file}:${line} ${text}`),
      ),
    );
    expect(places).toEqual([]);
  });

  it.each(formatters)('%s is written in one place', (_, pattern, allowed) => {
    const places = ['src/keyservice', 'src/extension', 'webview']
      .flatMap(sources)
      .filter((file) => !file.startsWith('src/keyservice/simulator/'))
      .filter((file) => pattern.test(fs.readFileSync(path.join(root, file), 'utf8')));
    expect(places.filter((file) => !allowed.includes(file))).toEqual([]);
  });
});
