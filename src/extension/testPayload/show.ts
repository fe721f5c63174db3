/** A test payload as a document: what it is, in comments, then what the import takes. */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import { modesText } from '../../keyservice/model/names';
import { modesOfUse, usageAttributesOf } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import type { Ui } from '../flow/ui';
import { localTime, parametersTitle, serviceName } from '../service/importTexts';
import { usageWords } from '../service/names';
import { payloadOctets, type PayloadKind, type TestPayload } from './payload';
import { kcvMethodName } from '../../core/crypto/kcv';

/** "TR-34 token". */
export function payloadName(kind: PayloadKind): string {
  switch (kind) {
    case 'tr34':
      return vscode.l10n.t('TR-34 token');
    case 'cryptogram':
      return vscode.l10n.t('RSA cryptogram');
    case 'keyBlock':
      return vscode.l10n.t('TR-31 key block');
    case 'agreed':
      return vscode.l10n.t('ECDH key block');
  }
}

/** The document: lines that begin with # explain, the others are read by the import and the viewers. */
export function payloadDocument(payload: TestPayload): string {
  const { kind, sent, parameters, kbpkName, agreement, spec, certificates } = payload;
  const usage = usageAttributesOf(sent.usage)?.keyUsage ?? sent.usage;
  const lines = [
    vscode.l10n.t(
      'TEST {0}, made by Key Material Inspector from test keys. For tests only.',
      payloadName(kind),
    ),
    vscode.l10n.t(
      'Key: {0}, {1}',
      payload.clearKey,
      [
        usageWords(usage),
        modesText(modesOfUse(sent.mode) ?? {}),
        exportabilityWords(sent.exportability),
      ].join(', '),
    ),
    vscode.l10n.t(
      'KCV to compare after the import: {0} ({1})',
      payload.kcv,
      kcvMethodName(payload.kcvMethod),
    ),
  ];
  if (parameters)
    lines.push(
      vscode.l10n.t(
        'For the import parameters {0} of {1}, valid until {2}',
        parametersTitle(parameters),
        serviceName(parameters),
        localTime(parameters.validUntil),
      ),
    );
  if (spec !== undefined)
    lines.push(
      vscode.l10n.t(
        'Wrapping: {0}. Usage, modes and exportability are not in a cryptogram: the import states them',
        spec,
      ),
    );
  if (kbpkName !== undefined) lines.push(vscode.l10n.t('Wrapped under: {0}', kbpkName));
  if (agreement)
    lines.push(
      vscode.l10n.t('Key pair of the service: {0}', agreement.own),
      vscode.l10n.t(
        'Derived: {0} by {1} with {2}',
        agreement.DeriveKeyAlgorithm,
        agreement.KeyDerivationFunction,
        agreement.KeyDerivationHashAlgorithm,
      ),
      vscode.l10n.t('Shared information: {0}', agreement.sharedInformation),
    );
  if (certificates.length > 0)
    lines.push(vscode.l10n.t('Below it: the certificate of the sender, then that of its CA'));
  const pem = certificates.map(
    (der) => `# ${readCertificate(der).subject.text}\n${toPem('CERTIFICATE', der)}`,
  );
  return [lines.map((line) => `# ${line}`).join('\n'), payload.text, ...pem].join('\n\n').trimEnd() + '\n';
}

function exportabilityWords(code: string): string {
  if (code === 'E') return vscode.l10n.t('exportable');
  return code === 'S' ? vscode.l10n.t('sensitive') : vscode.l10n.t('not exportable');
}

/** File name without blanks. */
export function payloadFileName({ kind, kcv }: TestPayload): string {
  const names = {
    tr34: 'tr34-token',
    cryptogram: 'rsa-cryptogram',
    keyBlock: 'key-block',
    agreed: 'ecdh-key-block',
  };
  return `TEST-${names[kind]}-${kcv}.txt`;
}

/** As keyMaterial.importKey takes it. */
export interface PayloadArgument {
  /** What is to be imported, and where it was found, for people. */
  readonly source: { readonly place: string } & (
    | { readonly kind: 'keyBlock'; readonly text: string }
    | { readonly kind: 'tr34' | 'cryptogram'; readonly bytes: Uint8Array }
  );
  /** Id of the kept parameters. */
  readonly parameters?: string;
  /** Where the material alone does not tell how it is imported. */
  readonly flow?: 'agreed';
}

export function importArgument(payload: TestPayload): PayloadArgument {
  const { kind, kcv, parameters } = payload;
  const place = vscode.l10n.t('TEST {0}, KCV {1}', payloadName(kind), kcv);
  const source: PayloadArgument['source'] =
    kind === 'tr34' || kind === 'cryptogram'
      ? { place, kind, bytes: payloadOctets(payload) }
      : { place, kind: 'keyBlock', text: payload.text };
  return {
    source,
    ...(parameters ? { parameters: parameters.id } : {}),
    ...(kind === 'agreed' ? { flow: 'agreed' } : {}),
  };
}

/** Opens the document and offers what comes next. */
export async function showPayload(ui: Ui, payload: TestPayload): Promise<void> {
  const text = payloadDocument(payload);
  const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: text });
  await vscode.window.showTextDocument(document, { preview: false });
  const importing = vscode.l10n.t('Import…');
  const copy = vscode.l10n.t('Copy');
  const save = vscode.l10n.t('Save…');
  ui.afterwards(async () => {
    const answer = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'A TEST {0} was built: {1}. The key itself stands nowhere in it in the clear.',
          payloadName(payload.kind),
          payload.clearKey,
        ),
      ),
      importing,
      copy,
      save,
    );
    if (answer === importing)
      await vscode.commands.executeCommand('keyMaterial.importKey', importArgument(payload));
    if (answer === copy) await vscode.env.clipboard.writeText(payload.text);
    if (answer !== save) return;
    const uri = await ui.save({
      title: vscode.l10n.t('Save Test Payload'),
      name: payloadFileName(payload),
    });
    if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  });
}
