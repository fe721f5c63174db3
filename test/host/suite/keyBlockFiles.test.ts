import * as vscode from 'vscode';
import { CheckFailed, equal, eventually, includes, ok } from '../support/check';
import { activated, openSample, openText } from '../support/hovers';

const pek =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
const wrapped = [
  'D0144D0AN00N0000127862F945C2DED04530FAF7CDBC8B0BA10C7AA79BD5E0C2',
  'C5D6AC173BF588E4B19ACF1357178D50EA0AB193228E13958304FC6149632DFD',
  'CADF3A5B3D57E814',
];
const spaced =
  'D0112P0AE00E0000 B82679114F470F54 0165EDFBF7E250FC EA43F810D215F8D2 07E2E417C07156A2 7E8E31DA05F74255 09593D03A457DC34';
const wrongLength = 'B0096P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const lowerCase = 'B0080P0TE00E000094b420079cc80ba3461f86fe26efc4a3b8e4fa4c5f5341176eed7b727b8a248e';

const open = (content: string, language = 'keyblock') => openText(content, language);

async function lensesOf(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 100);
}

async function symbolsOf(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  return symbols ?? [];
}

const ours = (document: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Key Material');

/** Once there are as many as expected. */
async function diagnosticsOf(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  await eventually(
    () => ours(document).length === count,
    () => `${count} diagnostics; there are ${JSON.stringify(ours(document).map((d) => d.message))}`,
  );
  return ours(document);
}

async function fixesAt(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

const titleOf = ({ title }: vscode.CodeAction): string => title;

/** VS Code drops a question that something else overtakes, and names of untitled files come again: asked until it fits. */
async function fixTitled(
  document: vscode.TextDocument,
  title: string,
  at = new vscode.Position(0, 3),
): Promise<vscode.WorkspaceEdit> {
  let titles: string[] = [];
  for (let attempt = 0; attempt < 25; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    const fixes = await fixesAt(document, new vscode.Range(at, at));
    const edit = fixes.find((fix) => fix.title.startsWith(title))?.edit;
    if (edit) return edit;
    titles = fixes.map((fix) => fix.title);
  }
  throw new CheckFailed(`no fix "${title}" among ${JSON.stringify(titles)}`);
}

async function configured(key: string, value: unknown, body: () => Promise<void>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('keyMaterial');
  await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
  try {
    await body();
  } finally {
    await configuration.update(key, undefined, vscode.ConfigurationTarget.Workspace);
  }
}

async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await new Promise((resolve) => setTimeout(resolve, 150));
}

describe('key block files', () => {
  before(activated);

  it('have a language of their own', async () => {
    equal((await openSample('blocks.tr31')).languageId, 'keyblock', 'language of .tr31');
  });

  it('show a symbol for each block, its fields inside it, in order and within the block', async () => {
    const symbols = await symbolsOf(await openSample('blocks.tr31'));
    equal(symbols.length, 8, 'blocks');
    const [first, second, third] = symbols;
    ok(first && second && third, 'three symbols');
    equal(first.name, 'P0 PIN encryption key', 'name');
    equal(
      first.children.slice(0, 3).map(({ name }) => name),
      ['Version', 'Length', 'Key usage'],
      'fields',
    );
    equal(first.children.at(-1)?.name, 'MAC', 'last field');
    for (const child of first.children)
      ok(first.range.contains(child.range), `${child.name} lies within the block`);
    equal(
      second.children.map(({ name }) => name).filter((name) => name.includes('Optional block ')),
      ['Optional block KS', 'Optional block KC', 'Optional block KP'],
      'optional blocks',
    );
    equal([third.range.start.line, third.range.end.line], [9, 11], 'lines of the wrapped block');
  });

  it('fold wrapped blocks and comments', async () => {
    const document = await open(['# one', '# two', ...wrapped, '', pek].join('\n'));
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    equal(
      ranges.map(({ start, end }) => [start, end]).sort(),
      [
        [0, 1],
        [2, 4],
      ],
      'folds',
    );
  });

  it('take a line for a block however broken it is, and nothing in a comment', async () => {
    const document = await open(
      `# ${wrongLength}\n// ${pek}\nX9${pek.slice(2)}\nname of a key\n${pek} # the PEK`,
    );
    const symbols = await symbolsOf(document);
    equal(
      symbols.map(({ range }) => range.start.line),
      [2, 4],
      'lines with blocks',
    );
  });
});

describe('fields at the cursor', () => {
  before(activated);

  it('are what is marked, not the block as one word', async () => {
    for (const language of ['keyblock', 'plaintext']) {
      const document = await open(`${pek}\n`, language);
      const marked = async (character: number): Promise<string[]> => {
        const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
          'vscode.executeDocumentHighlights',
          document.uri,
          new vscode.Position(0, character),
        );
        return highlights.map(({ range }) => document.getText(range));
      };
      equal(await marked(5), ['P0'], `usage in ${language}`);
      equal(await marked(111), [pek.slice(-32)], `MAC in ${language}`);
    }
  });

  it('get exact colours in a wrapped block: the MAC is where it is, not at the end of a line', async () => {
    const document = await open(wrapped.join('\n'));
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    const found: [line: number, start: number, length: number, type: number][] = [];
    let [line, start] = [0, 0];
    for (let i = 0; i < tokens.data.length; i += 5) {
      const [down, right, length, type] = tokens.data.slice(i, i + 4) as unknown as number[];
      start = down === 0 ? start + right! : right!;
      line += down!;
      found.push([line, start, length!, type!]);
    }
    equal(
      found,
      [
        [0, 16, 48, 1],
        [1, 0, 48, 1],
        [1, 48, 16, 2],
        [2, 0, 16, 2],
      ],
      'tokens',
    );
  });
});

describe('CodeLens', () => {
  before(activated);

  it('offers Decode over each block of a key block file', async () => {
    const document = await openSample('blocks.tr31');
    const lenses = (await lensesOf(document)).filter(({ command }) => command?.title === 'Decode');
    equal(lenses.length, 8, 'lenses');
    equal(lenses[0]?.command?.command, 'keyMaterial.decodeKeyBlock', 'command');
    equal(lenses[0]?.range.start.line, 3, 'line');
  });

  it('is off elsewhere unless the setting asks for it', async () => {
    const document = await openSample('keys.json');
    equal((await lensesOf(document)).length, 0, 'lenses');
    await configured('codeLens.show', 'allFiles', async () => {
      ok(
        (await lensesOf(document)).some(({ command }) => command?.title === 'Decode'),
        'Decode in JSON',
      );
    });
    await configured('codeLens.show', 'off', async () => {
      equal((await lensesOf(await open(pek))).length, 0, 'lenses in a key block file');
    });
  });
});

describe('diagnostics', () => {
  before(activated);
  afterEach(closeEditors);

  it('list what is wrong in a key block file, by severity, with code and source', async () => {
    const document = await open(`${pek}\n${wrongLength}\n${lowerCase}`);
    const [length, hex] = await diagnosticsOf(document, 2);
    ok(length && hex, 'two diagnostics');
    equal(
      [length.code, length.severity],
      ['length_field_mismatch', vscode.DiagnosticSeverity.Error],
      'length',
    );
    equal(document.getText(length.range), '0096', 'characters of the length');
    equal([hex.code, hex.severity], ['payload_not_uppercase_hex', vscode.DiagnosticSeverity.Warning], 'case');
  });

  it('point to the right line of a wrapped block', async () => {
    const broken = [wrapped[0]!, wrapped[1]!.toLowerCase(), wrapped[2]!];
    const [hex] = await diagnosticsOf(await open(broken.join('\n')), 1);
    equal(hex?.range.start.line, 1, 'line');
  });

  it('are information elsewhere, and only where the setting asks for them', async () => {
    const document = await open(`key ${wrongLength}`, 'plaintext');
    await configured('diagnostics.otherFiles', 'information', async () => {
      const [length] = await diagnosticsOf(document, 1);
      equal(length?.severity, vscode.DiagnosticSeverity.Information, 'severity');
    });
    await diagnosticsOf(document, 0);
  });

  it('follow the text, and go when the document is closed', async () => {
    const document = await open(wrongLength);
    await vscode.window.showTextDocument(document);
    await diagnosticsOf(document, 1);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 1, 0, 5), '0080');
    await vscode.workspace.applyEdit(edit);
    await diagnosticsOf(document, 0);
    const back = new vscode.WorkspaceEdit();
    back.replace(document.uri, new vscode.Range(0, 1, 0, 5), '0088');
    await vscode.workspace.applyEdit(back);
    await diagnosticsOf(document, 1);
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await diagnosticsOf(document, 0);
  });

  it('stop at two hundred and say so', async () => {
    const document = await open(`${wrongLength}\n`.repeat(250));
    const all = await diagnosticsOf(document, 201);
    includes(all.find(({ code }) => code === 'more_findings')?.message ?? '', '200', 'last diagnostic');
  });
});

describe('quick fixes', () => {
  before(activated);
  afterEach(closeEditors);

  for (const [name, before, title, after] of [
    ['the length field', wrongLength, 'Set the length field to 0080', `B0080${wrongLength.slice(5)}`],
    ['the case', lowerCase, 'Change to upper case:', lowerCase.toUpperCase()],
    ['line breaks', wrapped.join('\n'), 'Put the key block on one line', wrapped.join('')],
    ['white space', spaced, 'Remove the white space from the key block', pek],
  ] as const)
    for (const language of ['keyblock', 'plaintext'])
      it(`mend ${name} in ${language}, with one step to undo`, async () => {
        const document = await open(before, language);
        const editor = await vscode.window.showTextDocument(document);
        await vscode.workspace.applyEdit(await fixTitled(document, title));
        equal(document.getText(), after, 'text after the fix');
        await vscode.window.showTextDocument(editor.document);
        await vscode.commands.executeCommand('undo');
        equal(document.getText(), before, 'text after undo');
      });

  /** As it is pasted from mails, sources and hosts: [name, text, title of the fix, text after it]. */
  const trailing = `${pek}0D0A`;
  for (const [name, before, title, after] of [
    [
      'characters after the declared length',
      `  ${trailing}\r\n# next\r\n`,
      'Remove 4 characters after the declared length: 0D0A',
      `  ${pek}\r\n# next\r\n`,
    ],
    ['one character after it', `${pek}F\n`, 'Remove the character after the declared length: F', `${pek}\n`],
    ['quotes around', `"${pek}"\r\n`, 'Remove the quotes around the key block', `${pek}\r\n`],
    [
      'quotes of a word processor, with indentation',
      `\t\u201c${pek}\u201d \r\n`,
      'Remove the quotes and blanks around the key block',
      `${pek}\r\n`,
    ],
    [
      'quotes and the comma of JSON',
      `    "${pek}",\r\n`,
      'Remove the quotes, blanks and separators around the key block',
      `${pek}\r\n`,
    ],
    [
      'blanks that do not break',
      `${pek.slice(0, 40)}\u00a0${pek.slice(40, 80)}\u200b${pek.slice(80)}\r\n`,
      'Remove the white space from the key block',
      `${pek}\r\n`,
    ],
    [
      'strings of a source on one line',
      `    ${pek.slice(0, 40)}" + "${pek.slice(40)}\r\n`,
      'Remove the quotes and blanks inside the key block',
      `    ${pek}\r\n`,
    ],
    [
      'strings of a source on several lines',
      `    "${wrapped[0]!}" +\r\n    "${wrapped[1]!}" +\r\n    "${wrapped[2]!}"\r\n`,
      'Put the key block on one line',
      `    "${wrapped.join('')}"\r\n`,
    ],
  ] as const)
    for (const language of ['keyblock', 'plaintext'])
      it(`mend ${name} in ${language}`, async () => {
        const document = await open(before, language);
        const row = new vscode.Position(0, before.search(/[0-9A-Z]/) + 3);
        await vscode.workspace.applyEdit(await fixTitled(document, title, row));
        equal(document.getText(), after, 'text after the fix');
      });

  it('leave quotes in a language that has them, and blanks where other text is', async () => {
    const json = await open(`[\n  "${pek}"\n]`, 'json');
    equal((await fixesAt(json, new vscode.Range(1, 8, 1, 8))).map(titleOf), [], 'fixes in JSON');
    const note = await open(`  ${pek} is the PEK`);
    equal((await fixesAt(note, new vscode.Range(0, 8, 0, 8))).map(titleOf), [], 'fixes in a line of text');
  });

  it('offer both where either the length or the end is wrong, and prefer none', async () => {
    // 32 characters more: also a block of another length.
    const document = await open(`${pek}${'0'.repeat(32)}`);
    const fixes = await fixesAt(document, new vscode.Range(0, 3, 0, 3));
    equal(
      fixes.map(({ title, isPreferred }) => [title, isPreferred ?? false]),
      [
        ['Set the length field to 0144', false],
        [`Remove 32 characters after the declared length: ${'0'.repeat(16)}…`, false],
      ],
      'fixes',
    );
  });

  it('are preferred where one thing is wrong', async () => {
    const document = await open(wrongLength);
    const [length] = await diagnosticsOf(document, 1);
    ok(length, 'a diagnostic');
    const [fix] = await fixesAt(document, length.range);
    equal(fix?.isPreferred, true, 'preferred');
  });

  it('offer no other length for a block that was cut off', async () => {
    const document = await open(pek.slice(0, 90));
    const fixes = await fixesAt(document, new vscode.Range(0, 3, 0, 3));
    equal(
      fixes.map(({ title }) => title).filter((title) => title.includes('length')),
      [],
      'fixes',
    );
  });

  it('are silent on a sound block', async () => {
    equal((await fixesAt(await open(pek), new vscode.Range(0, 3, 0, 3))).length, 0, 'fixes');
  });
});

describe('quick fixes on structures', () => {
  before(activated);
  afterEach(closeEditors);

  let pem = '';
  let base64: string[] = [];
  before(async () => {
    pem = (await openSample('expired.crt')).getText().replaceAll('\r', '').trim();
    base64 = pem.split('\n').slice(1, -1);
  });
  const inside = new vscode.Position(1, 10);

  it('wrap base64 as PEM under the right label, with its indentation and line breaks', async () => {
    const document = await open(
      `Certificate\r\n\r\n${base64.map((line) => `  ${line}`).join('\r\n')}\r\n\r\nend\r\n`,
      'plaintext',
    );
    const edit = await fixTitled(
      document,
      'Wrap the base64 as PEM, with BEGIN CERTIFICATE',
      new vscode.Position(3, 10),
    );
    await vscode.workspace.applyEdit(edit);
    const lines = pem.split('\n').map((line) => `  ${line}`);
    equal(
      document.getText(),
      `Certificate\r\n\r\n${lines.join('\r\n')}\r\n\r\nend\r\n`,
      'text after the fix',
    );
  });

  it('wrap base64 of one line, and hex in groups', async () => {
    for (const [content, title] of [
      [base64.join(''), 'Wrap the base64 as PEM, with BEGIN CERTIFICATE'],
      [
        Array.from(atob(base64.join('')), (one) => one.charCodeAt(0).toString(16).padStart(2, '0'))
          .join(' ')
          .replace(/(.{47}) /g, '$1\n'),
        'Convert the hexadecimal digits to PEM with BEGIN CERTIFICATE',
      ],
    ] as const) {
      const document = await open(`\n${content}\n`, 'plaintext');
      await vscode.workspace.applyEdit(await fixTitled(document, title, inside));
      equal(document.getText(), `\n${pem}\n`, 'text after the fix');
    }
  });

  it('are silent in strings, in PEM and in prose', async () => {
    for (const content of [
      `\n"data": "${base64.join('')}"\n`,
      `\n${pem}\n`,
      '\nA note about certificates and MAC keys\n',
    ]) {
      const document = await open(content, 'plaintext');
      const row = content.includes('BEGIN') ? new vscode.Position(2, 10) : inside;
      equal((await fixesAt(document, new vscode.Range(row, row))).map(titleOf), [], 'fixes');
    }
  });
});

describe('Copy as JSON', () => {
  before(activated);

  it('copies fields and findings of the block a link names', async () => {
    const document = await openSample('blocks.tr31');
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('keyMaterial.copyKeyBlockAsJson', {
      uri: document.uri.toString(),
      line: 3,
      character: 0,
    });
    const copied = await vscode.env.clipboard.readText();
    ok(JSON.parse(copied), 'JSON');
    for (const part of [pek, 'PIN encryption key', 'findings']) includes(copied, part, 'copied text');
  });
});
