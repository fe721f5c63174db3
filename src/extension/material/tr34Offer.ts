/** What files hold for the checks of a TR-34 token, and the line that offers it. */
import * as vscode from 'vscode';
import type { Beside, Needed } from '../../core/cms/tr34/needed';
import { fromHex } from '../../core/crypto/bytes';
import type { Notice } from '../../protocol/structure';
import type { StructureFile } from './structureFile';

/** Bytes of the longest random number token, with room. */
const mostNonceToken = 100;
const mostNumbers = 20;
/** Names that are shown; the others are counted. */
const mostNames = 4;

/** Certificates, CRLs and random numbers of one file; the number of a request stands there as digits. */
export function materialOf({ name, parts, bytes, isText }: StructureFile, isOpen = false): Beside {
  return {
    name,
    isOpen,
    certificates: parts.flatMap(({ reading }) => reading.certificates).filter(({ wellFormed }) => wellFormed),
    crls: parts
      .flatMap(({ reading }) => (reading.type === 'CertificateList' ? [reading.crl] : []))
      .filter(({ wellFormed }) => wellFormed),
    nonces: [
      ...parts.flatMap(({ bytes: { length }, reading }) => {
        const token = length <= mostNonceToken ? reading.token : undefined;
        return token?.kind === 'RT_KRD' && token.nonce ? [token.nonce] : [];
      }),
      ...(isText ? requestedNumbers(bytes) : []),
    ],
  };
}

/** Values of "RandomNonce" in the JSON of a request. */
function requestedNumbers(bytes: Uint8Array): Uint8Array[] {
  const text = new TextDecoder().decode(bytes);
  const found = text.matchAll(/"RandomNonce"\s{0,20}:\s{0,20}"([0-9A-Fa-f]{16,32})"/g);
  return [...found].slice(0, mostNumbers).flatMap(([, digits = '']) => fromHex(digits) ?? []);
}

/** "Found kdh.crt, kdhca.crt and rtkrd.der beside it", with what uses them. */
export function offerNotice(files: readonly Needed[]): Notice[] {
  if (files.length === 0) return [];
  const names = nameList(
    files.map(({ name, isOpen }) => (isOpen ? vscode.l10n.t('{0} (open)', name) : name)),
  );
  return [
    {
      status: 'none',
      text: files.some(({ isOpen }) => isOpen)
        ? vscode.l10n.t('Found {0}', names)
        : vscode.l10n.t('Found {0} in the same folder', names),
      action: {
        id: 'useOffered',
        title:
          files.length === 1 ? vscode.l10n.t('Use 1 File') : vscode.l10n.t('Use {0} Files', files.length),
      },
    },
  ];
}

/** "a, b and c", "a, b, c, d and 3 more". */
export function nameList(names: readonly string[]): string {
  const more = names.length - mostNames;
  if (more > 0) return vscode.l10n.t('{0} and {1} more', names.slice(0, mostNames).join(', '), more);
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : vscode.l10n.t('{0} and {1}', names.slice(0, -1).join(', '), last);
}
