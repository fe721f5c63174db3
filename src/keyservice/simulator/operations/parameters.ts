/** GetParametersForImport and GetParametersForExport: a key pair, its certificate, and a token for both. */
import type { KeyMaterialType } from '../../model/enums';
import type { InputOf } from '../../operations';
import type { KeyAlgorithm } from '../../rules/keyAttributes';
import { shortId, type Account } from '../account';
import { seconds } from '../keyAnswer';
import { certificateAnswer } from '../certificates';
import { makePair } from '../keyPairs';
import type { TokenRecord } from '../store';
import { type Answer, invalid } from '../serviceError';

export async function getParametersForImport(
  account: Account,
  {
    KeyMaterialType: type,
    WrappingKeyAlgorithm: algorithm,
    ReuseLastGeneratedToken: reuse,
  }: InputOf<'GetParametersForImport'>,
): Promise<Answer> {
  // The API text calls a token "not required" for the others.
  if (type !== 'TR34_KEY_BLOCK' && type !== 'KEY_CRYPTOGRAM')
    throw invalid(
      `${type} is imported without parameters; only TR34_KEY_BLOCK and KEY_CRYPTOGRAM need them.`,
    );
  checkRsa(algorithm, 'WrappingKeyAlgorithm');
  const { token, validUntil, leaf, chain } = await makeToken(account, 'import', type, algorithm, reuse);
  return {
    WrappingKeyCertificate: leaf,
    WrappingKeyCertificateChain: chain,
    WrappingKeyAlgorithm: algorithm,
    ImportToken: token,
    ParametersValidUntilTimestamp: seconds(validUntil),
  };
}

export async function getParametersForExport(
  account: Account,
  {
    KeyMaterialType: type,
    SigningKeyAlgorithm: algorithm,
    ReuseLastGeneratedToken: reuse,
  }: InputOf<'GetParametersForExport'>,
): Promise<Answer> {
  if (type !== 'TR34_KEY_BLOCK')
    throw invalid(`${type} is exported without parameters; only TR34_KEY_BLOCK needs them.`);
  checkRsa(algorithm, 'SigningKeyAlgorithm');
  const { token, validUntil, leaf, chain } = await makeToken(account, 'export', type, algorithm, reuse);
  return {
    SigningKeyCertificate: leaf,
    SigningKeyCertificateChain: chain,
    SigningKeyAlgorithm: algorithm,
    ExportToken: token,
    ParametersValidUntilTimestamp: seconds(validUntil),
  };
}

function checkRsa(algorithm: KeyAlgorithm, member: string): void {
  if (!algorithm.startsWith('RSA_'))
    throw invalid(`${member} must be RSA_2048, RSA_3072 or RSA_4096, not ${algorithm}.`);
}

async function makeToken(
  account: Account,
  direction: TokenRecord['direction'],
  materialType: KeyMaterialType,
  algorithm: KeyAlgorithm,
  reuse = false,
): Promise<{ token: string; validUntil: number; leaf: string; chain: string }> {
  const last = [...account.store.tokens.values()].findLast(
    (one) => one.direction === direction && one.materialType === materialType && one.algorithm === algorithm,
  );
  if (reuse && last && last.validUntil >= account.now + reusable) {
    const authority = await account.authorities.of('RSA');
    const { token, validUntil, certificate } = last;
    return {
      token,
      validUntil,
      leaf: certificateAnswer(certificate),
      chain: certificateAnswer(authority.certificate),
    };
  }
  // Time goes by while keys are made.
  const validUntil = account.tokenEnd;
  const { pkcs8, spki } = await makePair(algorithm);
  const { certificate, authority } = await account.authorities.issue(spki, validUntil);
  const token = `${direction}-token-${shortId(16)}`;
  const record = { token, direction, materialType, algorithm, validUntil, pkcs8, certificate };
  const old = [...account.store.tokens.values()].filter((one) => one.validUntil <= account.now - keepExpired);
  account.store.commit(['tokens', token, record], ...old.map((one) => ['tokens', one.token, null] as const));
  return { token, validUntil, leaf: certificateAnswer(certificate), chain: certificateAnswer(authority) };
}

/** API reference, ReuseLastGeneratedToken: at least 7 days are left. */
const reusable = 7 * 86_400_000;

/** An expired token is remembered a while, so that its use is told from that of an unknown one. */
const keepExpired = 30 * 86_400_000;
