/** Payloads of imports, built from test keys and test parties. */
import * as vscode from 'vscode';
import { tr34Forms } from '../../core/cms/tr34/types';
import { fromHex, toUpperHex, wipe } from '../../core/crypto/bytes';
import { wrapKeyBlock } from '../../core/keyblock/wrap';
import { generateKeys, type TestKeyKind } from '../../core/make/keys';
import { randomOctets } from '../../core/platform';
import type { WrappingKeySpec } from '../../keyservice/model/enums';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import type { FileAccess } from '../host/files';
import { keyServices, type AgreementChoices } from '../host/keyServices';
import { certificatesOf } from '../service/parameterCertificates';
import type { KeptParameters } from '../service/parameterStore';
import type { Cipher } from '../testKeys/keyRing';
import { crlFile, makeAndKeepParties } from '../clearKeys/tr34Parties';
import { keepParties, keptDer, keptParty, knownParties, partyFile, type PartyStore } from '../testKeys/kept';
import { readCertificate } from '../../core/x509/certificate';

export type PayloadKind = 'tr34' | 'cryptogram' | 'keyBlock' | 'agreed';

/** Attributes of the key that is sent, as characters of a header. */
export interface SentKey {
  readonly usage: string;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly mode: string;
  readonly exportability: string;
}

/** The character of a header, bytes and cipher of a KeyAlgorithm. */
export function shapeOf(algorithm: KeyAlgorithm): { letter: 'T' | 'A'; bytes: number; cipher: Cipher } {
  const bytes = { TDES_2KEY: 16, TDES_3KEY: 24, AES_128: 16, AES_192: 24, AES_256: 32 };
  const letter = algorithm.startsWith('TDES') ? 'T' : 'A';
  const size = (bytes as Partial<Record<string, number>>)[algorithm];
  if (size === undefined) throw new RangeError('test keys cannot have this algorithm');
  return { letter, bytes: size, cipher: letter === 'T' ? 'TDES' : 'AES' };
}

/** Sender's certificate first, then that of its CA; where their keys are. */
export interface Sender {
  readonly folder: vscode.Uri;
  readonly party: string;
  readonly certificates: readonly [own: Uint8Array, authority: Uint8Array];
}

/** The newest test KDH that is still valid for a day, or a new one. */
export async function testKdh(store: PartyStore, files: FileAccess): Promise<Sender> {
  for (const folder of await knownParties(store)) {
    const sender = await senderOf(folder, 'kdh', 'kdh-ca').catch(() => undefined);
    if (sender && isFresh(sender)) return sender;
  }
  return senderOf(await makeAndKeepParties(store, files, 2048), 'kdh', 'kdh-ca');
}

/** A test party with a key on a curve, for key agreement. */
export async function testAgreementParty(
  store: PartyStore,
  files: FileAccess,
  kind: TestKeyKind,
): Promise<Sender> {
  const curve = kind.replace('ECC_NIST_', '');
  const [party, ca] = [`party-${curve}`, `ca-${curve}`];
  for (const folder of await knownParties(store, 'ecdh')) {
    const sender = await senderOf(folder, party, ca).catch(() => undefined);
    if (sender && isFresh(sender)) return sender;
  }
  const day = 86_400_000;
  const dates = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 30 * day) };
  const { issueCertificate } = await import('../../core/make/certificates');
  const authority = await issueCertificate({
    name: `TEST ECDH CA ${curve}`,
    keys: await generateKeys(kind),
    ca: true,
    keyUsage: ['keyCertSign', 'cRLSign'],
    ...dates,
  });
  const own = await issueCertificate({
    name: `TEST ECDH party ${curve}`,
    keys: await generateKeys(kind),
    issuer: authority,
    ca: false,
    keyUsage: ['digitalSignature', 'keyAgreement'],
    ...dates,
  });
  const folder = await keepParties(store, files, 'ecdh', { [ca]: authority, [party]: own });
  return senderOf(folder, party, ca);
}

async function senderOf(folder: vscode.Uri, party: string, authority: string): Promise<Sender> {
  const own = await keptDer(partyFile(folder, party, 'crt.pem'));
  await vscode.workspace.fs.stat(partyFile(folder, party, 'key.pem'));
  return { folder, party, certificates: [own, await keptDer(partyFile(folder, authority, 'crt.pem'))] };
}

function isFresh({ certificates }: Sender): boolean {
  return certificates.every((der) => {
    const end = readCertificate(der).notAfter?.date?.getTime() ?? 0;
    return end > Date.now() + 86_400_000;
  });
}

/** TR-34 in the form that AWS documents, two-pass; upper-case digits. */
export async function buildToken(
  { usage, keyAlgorithm, mode, exportability }: SentKey,
  key: Uint8Array,
  sender: Sender,
  parameters: KeptParameters,
): Promise<string> {
  const [krd] = certificatesOf(parameters);
  if (!krd) throw new RangeError('the import parameters contain no certificate');
  const { letter, cipher } = shapeOf(keyAlgorithm);
  const crl = await keptDer(crlFile(sender.folder));
  const { buildKeyToken } = await import('../../core/make/tr34Tokens');
  const kdh = await keptParty(sender.folder, sender.party);
  try {
    const token = await buildKeyToken({
      kdh,
      krd: krd.raw,
      key,
      // Version and length have no meaning in TR-34; these values are those of AWS's samples.
      header: `D9999${usage}${letter}${mode}00${exportability}0000`,
      fresh: randomOctets(8),
      cipher,
      crl,
      form: tr34Forms.aws_2012,
    });
    return toUpperHex(token);
  } finally {
    wipe(kdh.privateKey);
  }
}

/** Only the key, under the wrapping key; a cryptogram does not contain its attributes. */
export async function buildCryptogram(
  key: Uint8Array,
  parameters: KeptParameters,
  spec: WrappingKeySpec,
): Promise<string> {
  return (await (await keyServices()).testSource()).cryptogram(key, parameters.certificate, spec);
}

function headerOf({ usage, keyAlgorithm, mode, exportability }: SentKey): {
  usage: string;
  algorithm: string;
  mode: string;
  exportability: string;
} {
  return { usage, algorithm: shapeOf(keyAlgorithm).letter, mode, exportability };
}

/** A key block under a KBPK: version D under AES, B under TDES. */
export function buildKeyBlock(sent: SentKey, key: Uint8Array, kbpk: Uint8Array, cipher: Cipher): string {
  const header = { ...headerOf(sent), version: cipher === 'AES' ? 'D' : 'B' };
  return wrapKeyBlock(header, key, kbpk, { random: randomOctets });
}

/** A key block under an agreed key, with the shared information (digits) that the import must repeat. */
export async function buildAgreedKeyBlock(
  sent: SentKey,
  key: Uint8Array,
  sender: Sender,
  /** Of the key pair, from GetPublicKeyCertificate. */
  certificate: string,
  choices: AgreementChoices,
): Promise<{ readonly keyBlock: string; readonly sharedInformation: string }> {
  // No zero among them: a receiver that takes text ends at one.
  const sharedInformation = toUpperHex(randomOctets(16).map((octet) => octet || 1));
  const own = await keptParty(sender.folder, sender.party);
  try {
    const source = await (await keyServices()).testSource();
    const keyBlock = source.agreedKeyBlock(
      headerOf(sent),
      key,
      own.privateKey,
      certificate,
      choices,
      sharedInformation,
    );
    return { keyBlock, sharedInformation };
  } finally {
    wipe(own.privateKey);
  }
}

/** A payload that is ready to import, and the facts that its document shows. It contains no clear key. */
export interface TestPayload {
  readonly kind: PayloadKind;
  /** Hexadecimal digits of a token or cryptogram, or a key block. */
  readonly text: string;
  readonly sent: SentKey;
  /** "AES-128 · KCV 8A3F01 (CMAC)". */
  readonly clearKey: string;
  readonly kcv: string;
  readonly kcvMethod: 'CMAC' | 'ANSI_X9_24';
  /** Certificates that the receiver must trust: the sender's certificate first, then its CA's. */
  readonly certificates: readonly Uint8Array[];
  /** The import parameters that it was built for. */
  readonly parameters?: KeptParameters;
  readonly spec?: WrappingKeySpec;
  readonly kbpk?: {
    /** "AES-128 · KCV 8A3F01 (CMAC)". */
    readonly name: string;
    readonly kcv: string;
    readonly algorithm: KeyAlgorithm;
  };
  readonly agreement?: AgreementChoices & {
    /** ARN of the key pair in the account. */
    readonly own: string;
    readonly sharedInformation: string;
  };
}

/** Octets of a token or cryptogram. */
export function payloadOctets({ text }: TestPayload): Uint8Array {
  return fromHex(text) ?? new Uint8Array();
}
