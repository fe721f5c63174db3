/** TR-34 key tokens: opened and held against all that a careful receiver checks; made for export. */
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import type { Tr34CheckId } from '../../core/cms/tr34/checkText';
import { tr34Forms } from '../../core/cms/tr34/types';
import { openTr34 } from '../../core/cms/tr34/open';
import { readTr34 } from '../../core/cms/tr34/read';
import { verifyTr34 } from '../../core/cms/tr34/verify';
import { headerText, versionOf } from '../../core/keyblock/blockHeader';
import { readCertificate } from '../../core/x509/certificate';
import type { ExportKeyMaterialMembers, ImportKeyMaterialMembers } from '../operations';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import { judgeKeyBlock } from '../rules/keyBlocks';
import { isCipherAlgorithm, transportMethods } from '../rules/wrappingKeys';
import type { Account } from './account';
import { fromBase64 } from './authority';
import { algorithmOf, authorityOf, leafUnder } from './certificates';
import { headerFor, type LeavingKey, type UnwrappedKey } from './keyBlocks';
import type { KeyRecord } from './store';
import { invalid } from './serviceError';

/** Chain, dates and roles are checked by the service's own rules before. */
const decisive: readonly Tr34CheckId[] = [
  'content_type',
  'digest',
  'signature',
  'signer',
  'recipient',
  'crl',
  'fresh',
  'key_block',
];

/** Throws ValidationException where signature, recipient, nonce or header do not hold, or the table forbids it. */
export async function openFor(
  account: Account,
  given: ImportKeyMaterialMembers['Tr34KeyBlock'],
): Promise<UnwrappedKey> {
  if (!given.ImportToken) throw invalid('ImportToken is missing.');
  const parameters = account.token(given.ImportToken, 'import', 'TR34_KEY_BLOCK');
  const { leaf: kdh } = await leafUnder(
    account,
    given.SigningKeyCertificate,
    'SigningKeyCertificate',
    given.CertificateAuthorityPublicKeyIdentifier,
  );
  const authority = authorityOf(account, given.CertificateAuthorityPublicKeyIdentifier).certificate;
  const token = readTr34(fromHex(given.WrappedKeyBlock) ?? new Uint8Array());
  if (token?.kind !== 'KT_KDH')
    throw invalid(`WrappedKeyBlock is no TR-34 key token${token ? ` but ${token.kind}` : ''}.`);
  // The API text: two-pass fails where the number is not provided.
  if (token.nonce && given.RandomNonce === undefined)
    throw invalid('the token carries a random number (two-pass): RandomNonce has to be given.');
  const krd = readCertificate(fromBase64(parameters.certificate));
  const opened = openTr34(token, new Uint8Array(fromBase64(parameters.pkcs8)), [krd, kdh]);
  try {
    const nonce = given.RandomNonce === undefined ? undefined : fromHex(given.RandomNonce);
    const { checks } = await verifyTr34(token, [kdh, krd, authority], {
      at: new Date(account.now),
      kdh,
      krd,
      opened: opened.checks,
      ...(nonce ? { nonce } : {}),
    });
    const wrong = checks.find(({ id, verdict }) => decisive.includes(id) && verdict === 'wrong');
    if (wrong) throw invalid(`the TR-34 token is refused: ${wrong.text}`);
    const signature = checks.find(({ id }) => id === 'signature');
    if (signature?.verdict !== 'right')
      throw invalid(`the TR-34 token is refused: ${signature?.text ?? 'its signature cannot be checked'}`);
    const { key, bits } = opened;
    if (!key || bits === undefined || !token.headerBlock)
      throw invalid(
        `the TR-34 token cannot be opened: ${opened.findings[0]?.message ?? 'it holds no key block'}`,
      );
    const verdict = judgeKeyBlock(token.headerBlock, { keyBits: bits });
    const refused = verdict.findings.find(({ severity }) => severity === 'error');
    if (refused) throw invalid(refused.message);
    const [algorithm] = verdict.keyAlgorithms;
    if (algorithm === undefined || verdict.keyUsage === undefined)
      throw invalid('the token holds no key that has a KeyAlgorithm.');
    checkTransport(algorithm, parameters.algorithm);
    return {
      attributes: {
        KeyUsage: verdict.keyUsage,
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: algorithm,
        KeyModesOfUse: verdict.modes,
      },
      exportable: verdict.exportable ?? true,
      key: key.slice(),
    };
  } finally {
    opened.dispose();
  }
}

function checkTransport(moved: KeyAlgorithm, wrapping: KeyAlgorithm): void {
  if (!isCipherAlgorithm(moved)) throw invalid(`${moved} is not moved by TR-34; TDES and AES_128 keys are.`);
  if (!transportMethods(moved, wrapping).includes('TR34'))
    throw invalid(`${moved} is too strong to be moved under ${wrapping}.`);
}

/** X9_TR34_2012 as the service writes it: two-pass with the nonce of the request, one-pass without. */
export async function tokenFor(
  account: Account,
  given: ExportKeyMaterialMembers['Tr34KeyBlock'],
  leaving: LeavingKey,
): Promise<{ material: string; authority: KeyRecord }> {
  const { attributes, key } = leaving;
  if (!given.ExportToken) throw invalid('ExportToken is missing.');
  const parameters = account.token(given.ExportToken, 'export', 'TR34_KEY_BLOCK');
  const { leaf: krd, authority } = await leafUnder(
    account,
    given.WrappingKeyCertificate,
    'WrappingKeyCertificate',
    given.CertificateAuthorityPublicKeyIdentifier,
  );
  checkTransport(attributes.KeyAlgorithm, algorithmOf(krd));
  const parts = { version: 'D', ...headerFor(leaving, given.KeyBlockHeaders) };
  // Version and length say nothing in TR-34; these are the ones of a key block that holds 16 bytes.
  const header = headerText(parts, versionOf(parts), 96);
  const nonce = given.RandomNonce === undefined ? undefined : fromHex(given.RandomNonce);
  const { buildKeyToken } = await import('../../core/make/tr34Tokens');
  const token = await buildKeyToken({
    kdh: {
      certificate: new Uint8Array(fromBase64(parameters.certificate)),
      privateKey: new Uint8Array(fromBase64(parameters.pkcs8)),
    },
    krd: krd.raw,
    key,
    header,
    fresh: nonce ?? new Date(account.now),
    cipher: attributes.KeyAlgorithm.startsWith('AES') ? 'AES' : 'TDES',
    form: tr34Forms.aws_2012,
  });
  return { material: toUpperHex(token), authority };
}
