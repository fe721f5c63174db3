/** A test payload as a document: comments for people, facts for the import, then the material. */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import { payloadFactsLine, type PayloadFacts } from '../../keyservice/draft/payloadFacts';
import { modesText } from '../../keyservice/model/names';
import { modesOfUse, usageAttributesOf } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import { otherColumn } from '../ui/openTabs';
import type { Ui } from '../flow/ui';
import { localTime, parametersTitle, serviceName } from '../service/importTexts';
import { usageWords } from '../service/names';
import { privateFiles, type PartyStore } from '../testKeys/kept';
import { keepPayload } from '../testKeys/payloadFiles';
import { factsOf } from './facts';
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

/** The document: lines that begin with # explain, the last of them for the import; the others are the material. */
export function payloadDocument(payload: TestPayload): string {
  const { kind, sent, parameters, kbpk, agreement, spec, certificates } = payload;
  const usage = usageAttributesOf(sent.usage)?.keyUsage ?? sent.usage;
  const lines = [
    vscode.l10n.t(
      'TEST {0}, built by Key Material Inspector from test keys. For testing only.',
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
    vscode.l10n.t('KCV to expect after the import: {0} ({1})', payload.kcv, kcvMethodName(payload.kcvMethod)),
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
        'Wrapping: {0}. A cryptogram does not contain usage, modes of use and exportability. Enter them in the import.',
        spec,
      ),
    );
  if (kbpk) lines.push(vscode.l10n.t('Wrapped under: {0}', kbpk.name));
  if (agreement)
    lines.push(
      vscode.l10n.t('Key pair of the service: {0}', agreement.own),
      vscode.l10n.t(
        'KBPK to derive: {0}, by {1} with {2}',
        agreement.DeriveKeyAlgorithm,
        agreement.KeyDerivationFunction,
        agreement.KeyDerivationHashAlgorithm,
      ),
      vscode.l10n.t('Shared information: {0}', agreement.sharedInformation),
    );
  if (certificates.length > 0)
    lines.push(vscode.l10n.t('The certificates of the sender and of its CA follow'));
  const pem = certificates.map(
    (der) => `# ${readCertificate(der).subject.text}\n${toPem('CERTIFICATE', der)}`,
  );
  return (
    [
      [...lines.map((line) => `# ${line}`), payloadFactsLine(factsOf(payload))].join('\n'),
      payload.text,
      ...pem,
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function exportabilityWords(code: string): string {
  if (code === 'E') return vscode.l10n.t('exportable');
  return code === 'S' ? vscode.l10n.t('sensitive') : vscode.l10n.t('not exportable');
}

/** File name without blanks and extension. */
export function payloadFileName({ kind, kcv }: TestPayload): string {
  const names = {
    tr34: 'tr34-token',
    cryptogram: 'rsa-cryptogram',
    keyBlock: 'key-block',
    agreed: 'ecdh-key-block',
  };
  return `TEST-${names[kind]}-${kcv}`;
}

/** The argument of keyMaterial.importKey. */
export interface PayloadArgument {
  /** The material, and where it was found, for people. */
  readonly source: {
    readonly place: string;
    readonly facts: PayloadFacts;
    readonly origin?: { readonly uri: string; readonly start: number; readonly end: number };
  } & (
    | { readonly kind: 'keyBlock'; readonly text: string }
    | { readonly kind: 'tr34' | 'cryptogram'; readonly bytes: Uint8Array }
  );
  /** Id of the kept parameters. */
  readonly parameters?: string;
  /** If the material alone does not show how it is imported. */
  readonly flow?: 'agreed';
}

/** @param uri of its document, which the import can read again */
export function importArgument(payload: TestPayload, uri?: vscode.Uri): PayloadArgument {
  const { kind, kcv, parameters } = payload;
  const place = vscode.l10n.t('TEST {0}, KCV {1}', payloadName(kind), kcv);
  const start = payloadDocument(payload).indexOf(payload.text);
  const about = {
    place,
    facts: factsOf(payload),
    ...(uri ? { origin: { uri: uri.toString(), start, end: start + payload.text.length } } : {}),
  };
  const source: PayloadArgument['source'] =
    kind === 'tr34' || kind === 'cryptogram'
      ? { ...about, kind, bytes: payloadOctets(payload) }
      : { ...about, kind: 'keyBlock', text: payload.text };
  return {
    source,
    ...(parameters ? { parameters: parameters.id } : {}),
    ...(kind === 'agreed' ? { flow: 'agreed' } : {}),
  };
}

/** Opens the document beside the active editor and offers the next steps. */
export async function showPayload(store: PartyStore, ui: Ui, payload: TestPayload): Promise<void> {
  const files = privateFiles(store);
  if (typeof files === 'string') {
    ui.warn(files);
    return;
  }
  const text = payloadDocument(payload);
  const uri = await keepPayload(store, files, payloadFileName(payload), text);
  await vscode.window.showTextDocument(uri, { preview: false, viewColumn: otherColumn() });
  const importing = vscode.l10n.t('Import…');
  const copy = vscode.l10n.t('Copy');
  const save = vscode.l10n.t('Save…');
  ui.afterwards(async () => {
    const answer = await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'TEST {0} created: {1}. It does not contain the key in the clear.',
          payloadName(payload.kind),
          payload.clearKey,
        ),
      ),
      importing,
      copy,
      save,
    );
    if (answer === importing)
      await vscode.commands.executeCommand('keyMaterial.importKey', importArgument(payload, uri));
    if (answer === copy) await vscode.env.clipboard.writeText(payload.text);
    if (answer !== save) return;
    const target = await ui.save({
      title: vscode.l10n.t('Save Test Payload'),
      name: `${payloadFileName(payload)}.txt`,
    });
    if (target) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  });
}
