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

/** VS Code drops a question that something else overtakes, and names of untitled files come again: asked until it fits. */
async function fixTitled(document: vscode.TextDocument, title: string): Promise<vscode.WorkspaceEdit> {
  let titles: string[] = [];
  for (let attempt = 0; attempt < 25; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    const fixes = await fixesAt(document, new vscode.Range(0, 3, 0, 3));
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
    ['the case', lowerCase, 'Write in upper case', lowerCase.toUpperCase()],
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
