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
import { algorithmOf, authorityOf, certificateIn, leafUnder } from './certificates';
import { headerFor, type LeavingKey, type UnwrappedKey } from './keyBlocks';
import { pairOf } from './keyPairs';
import type { KeyRecord, TokenRecord } from './store';
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

/** What stands on the account's side of a token: of a GetParameters call, or a key pair with a run-time certificate. */
interface OwnSide {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly pkcs8: string;
  readonly algorithm: KeyAlgorithm;
}

const ofToken = ({ certificate, pkcs8, algorithm }: TokenRecord): OwnSide => ({
  certificate: new Uint8Array(fromBase64(certificate)),
  pkcs8,
  algorithm,
});

function ownWrapping(account: Account, given: ImportKeyMaterialMembers['Tr34KeyBlock']): OwnSide {
  const names = ['ImportToken', 'WrappingKeyIdentifier', 'WrappingKeyCertificate'] as const;
  const { ImportToken: token, WrappingKeyIdentifier: key, WrappingKeyCertificate: certificate } = given;
  checkOneWay(names, token, key, certificate);
  if (token) return ofToken(account.token(token, 'import', 'TR34_KEY_BLOCK'));
  return ofPair(account, key!, certificate!, names, 'TR31_K2', 'Decrypt');
}

function ownSigning(account: Account, given: ExportKeyMaterialMembers['Tr34KeyBlock']): OwnSide {
  const names = ['ExportToken', 'SigningKeyIdentifier', 'SigningKeyCertificate'] as const;
  const { ExportToken: token, SigningKeyIdentifier: key, SigningKeyCertificate: certificate } = given;
  checkOneWay(names, token, key, certificate);
  if (token) return ofToken(account.token(token, 'export', 'TR34_KEY_BLOCK'));
  const own = ofPair(account, key!, certificate!, names, 'TR31_S0', 'Sign');
  if (!own.algorithm.startsWith('RSA'))
    throw invalid(`a TR-34 token is signed by RSA, not by ${own.algorithm}.`);
  return own;
}

type WayNames = readonly [token: string, key: string, certificate: string];

function checkOneWay(
  [ofToken, ofKey, ofCertificate]: WayNames,
  token: string | undefined,
  key: string | undefined,
  certificate: string | undefined,
): void {
  if (token && (key !== undefined || certificate !== undefined))
    throw invalid(
      `${ofToken} cannot be combined with ${ofKey} and ${ofCertificate}; give either the token or these two.`,
    );
  if (!token && (key === undefined || certificate === undefined))
    throw invalid(`${ofToken} is missing. Give it, or ${ofKey} and ${ofCertificate} instead.`);
}

/** A key pair and the certificate that one's own authority made of it: the certificate has to be of that very key. */
function ofPair(
  account: Account,
  identifier: string,
  text: string,
  [, ofKey, ofCertificate]: WayNames,
  usage: string,
  mode: 'Decrypt' | 'Sign',
): OwnSide {
  const record = account.usableKey(identifier, `key pair of ${ofKey}`);
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse: modes } = record.attributes;
  const pair = pairOf(record);
  if (!pair || !KeyUsage.startsWith(usage))
    throw invalid(`${ofKey} must name a key pair of usage ${usage}, not ${KeyUsage}.`);
  // The guide lists DeriveKey for K2 as well.
  if (!modes[mode] && !modes.NoRestrictions && !(usage === 'TR31_K2' && modes.DeriveKey))
    throw invalid(`the key pair of ${ofKey} lacks the mode ${mode}.`);
  const certificate = certificateIn(text, ofCertificate, account.now);
  if (!fromBase64(pair.spki).equals(certificate.publicKey.raw))
    throw invalid(`the keys of ${ofKey} and ${ofCertificate} do not match.`);
  return { certificate: certificate.raw, pkcs8: pair.pkcs8, algorithm: KeyAlgorithm };
}

/** Throws ValidationException where signature, recipient, nonce or header do not hold, or the table forbids it. */
export async function openFor(
  account: Account,
  given: ImportKeyMaterialMembers['Tr34KeyBlock'],
): Promise<UnwrappedKey> {
  const own = ownWrapping(account, given);
  const { leaf: kdh } = await leafUnder(
    account,
    given.SigningKeyCertificate,
    'SigningKeyCertificate',
    given.CertificateAuthorityPublicKeyIdentifier,
    'ImportKey',
  );
  const { certificate: authority } = authorityOf(
    account,
    given.CertificateAuthorityPublicKeyIdentifier,
    'ImportKey',
  );
  const token = readTr34(fromHex(given.WrappedKeyBlock) ?? new Uint8Array());
  if (token?.kind !== 'KT_KDH')
    throw invalid(`WrappedKeyBlock is not a TR-34 key token${token ? ` but ${token.kind}` : ''}.`);
  // The API text: two-pass fails where the number is not provided.
  if (token.nonce && given.RandomNonce === undefined)
    throw invalid('the token carries a random number (two-pass): RandomNonce is required.');
  const krd = readCertificate(own.certificate);
  const opened = openTr34(token, new Uint8Array(fromBase64(own.pkcs8)), [krd, kdh]);
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
      throw invalid('AWS has no KeyAlgorithm for the key in the token.');
    checkTransport(algorithm, own.algorithm);
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
  if (!isCipherAlgorithm(moved))
    throw invalid(`${moved} cannot be moved by TR-34; only TDES and AES_128 keys can.`);
  if (!transportMethods(moved, wrapping).includes('TR34'))
    throw invalid(`${moved} is too strong to be wrapped under ${wrapping}.`);
}

/** X9_TR34_2012 as the service writes it: two-pass with the nonce of the request, one-pass without. */
export async function tokenFor(
  account: Account,
  given: ExportKeyMaterialMembers['Tr34KeyBlock'],
  leaving: LeavingKey,
): Promise<{ material: string; authority: KeyRecord }> {
  const { attributes, key } = leaving;
  const own = ownSigning(account, given);
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
      certificate: own.certificate,
      privateKey: new Uint8Array(fromBase64(own.pkcs8)),
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
