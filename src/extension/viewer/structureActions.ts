import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { checkChain } from '../../core/x509/chain';
import type { ActionId } from '../../protocol/structure';
import { revealSeconds } from '../../protocol/verification';
import { bestPaths } from '../material/structureChain';
import { fileOf, type StructureFile } from '../material/structureFile';
import type { StructureSession } from '../material/structureSession';
import { importSource } from '../material/importSource';
import { compare } from './structureCompare';
import { structureTextUri } from './structureText';

/**
 * Actions of the page that are commands or dialogs of VS Code. True where something was added or chosen that the
 * checks are told anew for.
 * @param show opens a structure in a page of its own; one that shows a private value until a moment, in milliseconds
 *   since 1970
 */
export async function runStructureAction(
  show: (file: StructureFile, endsAt?: number) => void,
  id: ActionId,
  session: StructureSession,
  argument: number,
): Promise<boolean> {
  switch (id) {
    case 'addCertificates':
      return addCertificates(session);
    case 'lookInFolder':
      if ((await session.lookBeside()) > 0) return true;
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No certificate of the issuer was found in the folder of this file.'),
      );
      return false;
    case 'useOffered':
      session.useOffered();
      return true;
    case 'addRandomNumber': {
      const { loadRandomNumber } = await import('./tr34Loading');
      return loadRandomNumber(session);
    }
    case 'openPkcs12': {
      const { openWithPassphrase } = await import('./pkcs12Opening');
      return openWithPassphrase(session);
    }
    case 'openWithKrdKey': {
      const { openWithKrdKey } = await import('./tr34Loading');
      return openWithKrdKey(session);
    }
    case 'chooseRoot':
    case 'chooseSigner':
    case 'chooseKrd': {
      const { chooseExpected } = await import('./tr34Expected');
      const role = ({ chooseRoot: 'root', chooseSigner: 'kdh', chooseKrd: 'krd' } as const)[id];
      return chooseExpected(session, role);
    }
    default:
      await runCommand(show, id, session, argument);
      return false;
  }
}

/** Those that leave the checks as they are. */
async function runCommand(
  show: (file: StructureFile, endsAt?: number) => void,
  id: ActionId,
  session: StructureSession,
  argument: number,
): Promise<void> {
  switch (id) {
    case 'openAsText':
    case 'copyDump':
      return openAsText(session);
    case 'openTextEditor':
      if (session.file.uri)
        await vscode.commands.executeCommand('vscode.openWith', session.file.uri, 'default');
      return;
    case 'compare':
      return compare(session);
    case 'exportChain':
      return exportChain(session);
    case 'import': {
      const source = importSource(session);
      if (source) await vscode.commands.executeCommand('keyMaterial.importKey', source);
      return;
    }
    case 'openEmbedded': {
      const bytes = nodeBytes(session, argument, true);
      if (!bytes) return;
      const rows = session.rows();
      const node = rows.document.node(argument)!;
      // What is taken out of a private value is private, whatever it looks like by itself.
      const endsAt =
        session.endsAt ??
        (rows.isPrivate(node.start, node.end) ? Date.now() + revealSeconds * 1000 : undefined);
      show(fileOf(vscode.l10n.t('Inside {0}', session.file.name), bytes), endsAt);
      return;
    }
    case 'saveNode':
      return saveNode(session, argument);
    default:
      // What the view does itself.
      return;
  }
}

export async function openAsText(session: StructureSession): Promise<void> {
  const uri = structureTextUri(
    session,
    session.isWhole || (session.file.uri && !session.file.range && !session.isOpened)
      ? undefined
      : session.part,
  );
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Leaf first, as servers and AWS want it; a way up that is not whole is exported as far as it goes. */
export async function exportChain(session: StructureSession): Promise<void> {
  const given = session.certificates().filter(({ wellFormed }) => wellFormed);
  if (given.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no certificate here.'));
    return;
  }
  const chain = await checkChain(given, new Date());
  const paths = bestPaths(chain);
  const items = paths.map((path) => ({
    // A subject that says "$(icon)" would be drawn as one: a label takes no escape, a space breaks it.
    label: path.certificates
      .map((i) => chain.certificates[i]!.subject.label.replaceAll('$(', '$ ('))
      .join(' ‹ '),
    description: path.complete ? vscode.l10n.t('up to the root') : vscode.l10n.t('the root is missing'),
    path,
  }));
  const chosen =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export Chain as PEM') });
  if (!chosen) return;
  const pem = chosen.path.certificates.map((i) => toPem('CERTIFICATE', chain.certificates[i]!.raw)).join('');
  const document = await vscode.workspace.openTextDocument({ content: pem, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: false });
}

async function addCertificates(session: StructureSession): Promise<boolean> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Add Certificates'),
    openLabel: vscode.l10n.t('Add'),
    canSelectMany: true,
  });
  if (!chosen) return false;
  const { addFiles } = await import('./addFiles');
  if ((await addFiles(session, chosen)).count > 0) return true;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('No certificate and no CRL was found in the selected files.'),
  );
  return false;
}

/** The whole value; for `inside` the content where that is a structure of its own. Private ones: nothing. */
function nodeBytes(session: StructureSession, at: number, inside: boolean): Uint8Array | undefined {
  const rows = session.rows();
  const node = rows.document.node(at);
  if (!node) return undefined;
  if (rows.hides(node.start, node.end)) {
    void vscode.window.showWarningMessage(vscode.l10n.t('It contains private values. Show them first.'));
    return undefined;
  }
  const first = inside && node.opened ? rows.document.node(at + 1) : undefined;
  return first && first.parent?.start === node.start
    ? rows.bytes.slice(first.start, node.contentEnd)
    : inside && !node.constructed
      ? node.content.slice()
      : node.raw.slice();
}

async function saveNode(session: StructureSession, at: number): Promise<void> {
  const bytes = nodeBytes(session, at, false);
  if (!bytes) return;
  const folder = session.file.uri
    ? vscode.Uri.joinPath(session.file.uri, '..')
    : vscode.workspace.workspaceFolders?.[0]?.uri;
  const start = session.rows().document.node(at)?.start ?? 0;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Value'),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `value-${start}.bin`) } : {}),
  });
  if (target) await vscode.workspace.fs.writeFile(target, bytes);
}
