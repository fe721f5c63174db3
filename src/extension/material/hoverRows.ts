/** Rows of the hover on what is neither signed nor secret. */
import * as vscode from 'vscode';
import { readAsn1 } from '../../core/asn1/read';
import { encryptionOf } from '../../core/crypto/passphraseCipher';
import { readEcParameters } from '../../core/x509/ecParameters';
import { readPublicKey } from '../../core/x509/publicKey';
import { encryptionWords } from './structurePkcs12';

/** Which key or curve it is, or how a key is encrypted: what can be told without a passphrase. */
export function publicRows(bytes: Uint8Array, type: string): (readonly [name: string, text: string])[] {
  const [root] = readAsn1(bytes).roots;
  if (type === 'SubjectPublicKeyInfo') return [[vscode.l10n.t('Key'), readPublicKey(root).name]];
  if (type === 'EcParameters') {
    const { curve } = readEcParameters(root);
    return curve === undefined ? [] : [[vscode.l10n.t('Curve'), curve]];
  }
  if (type !== 'EncryptedPrivateKeyInfo') return [];
  const [algorithm] = root?.children() ?? [];
  return [[vscode.l10n.t('Encrypted with'), encryptionWords(encryptionOf(algorithm))]];
}
