/** Opening a key token with the KRD's private key: test keys only, see crypto/rsa.ts. */

import { wipe } from '../../crypto/bytes';

import { hashNames, hashOfHm, type HashName } from '../../crypto/hmac';

import { keyCheckValues, type KeyCheckValues } from '../../crypto/kcv';

import * as oaep from '../../crypto/oaep';

import { isRsaPair, readRsaPrivateKey, rsaPrivate, type RsaPrivateKey } from '../../crypto/rsa';

import { cipherStrength, protects, type KeyStrength } from '../../crypto/strength';
import { ofTable, phrase, type Finding } from '../../findings';
import { judgeKey, keyStrength } from '../../keyblock/judgeKey';
import { sameOctets } from '../../octets';
import type { Certificate } from '../../x509/certificateTypes';
import type { EncryptedContent, OaepParameters, Recipient } from '../types';
import { findCertificate } from '../verify';
import type { Tr34Axis } from './axes';
import { tr34Axis } from './axes';
import type { Tr34Check } from './checks';
import { tr34Check } from './checks';
import { decryptContent, type InnerKeyBlock, readInnerKeyBlock } from './envelope';
import { tr34OpenFinding } from './openTexts';
import type { Tr34Token } from './types';

/** All that is said about an opened token, and none of the key's bytes. */
export interface OpenedDetails {
  /** The key block could be read. */
  readonly open: boolean;
  /** Lines of the checklist: pass them to `verifyTr34`. */
  readonly checks: readonly Tr34Check[];
  readonly findings: readonly Finding[];
  /** How the ephemeral key was padded: "SHA-256", "SHA-256 with MGF1-SHA-1", "PKCS#1 v1.5". */
  readonly padding?: string;
  readonly bits?: number;
  readonly kcvs?: KeyCheckValues;
  readonly strength?: KeyStrength;
  readonly block?: Pick<InnerKeyBlock, 'version' | 'kdh' | 'header' | 'headerForm' | 'padding'>;
  /** The axis that is known only now. */
  readonly axis?: Tr34Axis;
}

/** The key sits behind an accessor, so that JSON and clones do not carry it. Call `dispose` when done. */
export class OpenedTr34 implements OpenedDetails {
  readonly #key: Uint8Array | undefined;
  readonly open: boolean;
  readonly checks: readonly Tr34Check[];
  readonly findings: readonly Finding[];
  readonly padding?: string;
  readonly bits?: number;
  readonly kcvs?: KeyCheckValues;
  readonly strength?: KeyStrength;
  readonly block?: NonNullable<OpenedDetails['block']>;
  readonly axis?: Tr34Axis;

  constructor(details: OpenedDetails, key?: Uint8Array) {
    this.#key = key;
    this.open = details.open;
    this.checks = details.checks;
    this.findings = details.findings;
    if (details.padding !== undefined) this.padding = details.padding;
    if (details.bits !== undefined) this.bits = details.bits;
    if (details.kcvs) this.kcvs = details.kcvs;
    if (details.strength) this.strength = details.strength;
    if (details.block) this.block = details.block;
    if (details.axis) this.axis = details.axis;
  }

  /** The clear key, not a copy; zeros after `dispose`; undefined where the token did not open. */
  get key(): Uint8Array | undefined {
    return this.#key;
  }

  dispose(): void {
    wipe(this.#key);
  }
}

/**
 * Opens a key token: ephemeral key, key block, check values, and the comparisons that take them. Never
 * throws; what does not open says why. `certificates`: with the recipient's among them, "wrong key" can
 * be told from "damaged".
 */
export function openTr34(
  token: Tr34Token,
  privateKey: Uint8Array | RsaPrivateKey,
  certificates: readonly Certificate[] = [],
): OpenedTr34 {
  const findings: Finding[] = [];
  const recipient = token.envelope?.recipients[0];
  const content = token.envelope?.content;
  const fail = (finding: Finding, cannotTell = false): OpenedTr34 => {
    const check = tr34Check(token, cannotTell ? 'key_block_cannot' : 'key_block_closed', [finding]);
    return new OpenedTr34({ open: false, checks: [check], findings: [...findings, finding] });
  };
  if (token.kind !== 'KT_KDH' || !recipient || !content)
    return fail(
      tr34OpenFinding('tr34_open_nothing', token.spans.token, [
        phrase('this is not a key token with an envelope'),
      ]),
    );
  const key = privateKey instanceof Uint8Array ? readRsaPrivateKey(privateKey) : privateKey;
  if (typeof key === 'string') return fail(tr34OpenFinding('tr34_open_key', undefined, [ofTable(key)]));
  const ephemeral = openEphemeral(token, recipient, key, certificates);
  if ('failure' in ephemeral) return fail(ephemeral.failure, ephemeral.cannotTell);
  findings.push(...ephemeral.findings);
  let plaintext: Uint8Array | undefined;
  try {
    const decrypted = decrypt(token, content, ephemeral.key);
    if ('failure' in decrypted) return fail(decrypted.failure);
    plaintext = decrypted.plaintext;
    findings.push(...decrypted.findings);
    const block = readInnerKeyBlock(plaintext);
    if ('template' in block)
      return fail(tr34OpenFinding('tr34_open_content', token.spans.ciphertext, [block]));
    return describe(token, content, block, ephemeral, findings);
  } finally {
    wipe(ephemeral.key, plaintext);
  }
}

interface Ephemeral {
  readonly key: Uint8Array;
  readonly padding: string;
  readonly findings: readonly Finding[];
}

interface Failure {
  readonly failure: Finding;
  readonly cannotTell?: boolean;
}

/** More than the leading zeros that a careless sender leaves out. */
const mostMissing = 8;

function openEphemeral(
  token: Tr34Token,
  recipient: Recipient,
  key: RsaPrivateKey,
  certificates: readonly Certificate[],
): Ephemeral | Failure {
  const span = token.spans.recipient;
  const [encrypted] = recipient.encryptedKeys;
  if (recipient.kind !== 'keyTransport' || !encrypted)
    return {
      failure: tr34OpenFinding('tr34_open_nothing', span, [
        phrase('the recipient is not reached by RSA key transport'),
      ]),
    };
  if (encrypted.length > key.size || encrypted.length < key.size - mostMissing)
    return { failure: tr34OpenFinding('tr34_open_key_size', span, [encrypted.length * 8, key.size * 8]) };
  const [name] = recipient.names;
  const certificate = name && findCertificate(name, certificates);
  const belongs = certificate && isRsaPair(key, certificate.publicKey.modulus);
  if (certificate && belongs === false)
    return { failure: tr34OpenFinding('tr34_open_wrong_key', span, [certificate.subject.text]) };
  const block = rsaPrivate(key, encrypted);
  const declared = declaredForm(recipient.oaep);
  const opened = block
    ? oaep.oaepDecode(block, oaep.oaepForms(declared), recipient.oaep?.label)
    : ({ result: 'unknown' } as const);
  wipe(block);
  switch (opened.result) {
    case 'open': {
      const form = oaep.oaepFormName(opened.form);
      const as = declared ? oaep.oaepFormName(declared) : recipient.algorithm.name;
      const same = declared !== undefined && oaep.sameForm(declared, opened.form);
      const findings = same ? [] : [tr34OpenFinding('tr34_open_form', recipient.algorithm.span, [form, as])];
      return { key: opened.message, padding: form, findings };
    }
    case 'pkcs1': {
      const one = tr34OpenFinding('tr34_open_pkcs1', recipient.algorithm.span);
      return { key: opened.message, padding: 'PKCS#1 v1.5', findings: [one] };
    }
    case 'label':
    case 'separator': {
      const code = opened.result === 'label' ? 'tr34_open_label' : 'tr34_open_separator';
      return { failure: tr34OpenFinding(code, span, [oaep.oaepFormName(opened.form)]) };
    }
    case 'unknown':
      if (certificate && belongs === true)
        return { failure: tr34OpenFinding('tr34_open_damaged', span, [certificate.subject.text]) };
      return {
        failure: tr34OpenFinding('tr34_open_cannot_tell', span, [name?.text ?? phrase('not named')]),
        cannotTell: true,
      };
  }
}

function declaredForm(parameters: OaepParameters | undefined): oaep.OaepForm | undefined {
  const known = (name: string | undefined): HashName | undefined => hashNames.find((one) => one === name);
  const hash = known(parameters?.hash);
  const mask = known(parameters?.mgfHash);
  return hash && mask && oaep.plainForm(hash, mask);
}

function decrypt(
  token: Tr34Token,
  content: EncryptedContent,
  ephemeral: Uint8Array,
): { readonly plaintext: Uint8Array; readonly findings: readonly Finding[] } | Failure {
  const { name, span } = content.algorithm;
  const decrypted = decryptContent(content, ephemeral);
  if (decrypted === 'cipher') return { failure: tr34OpenFinding('tr34_open_cipher', span, [name]) };
  if (decrypted === 'key_length') {
    const needed = /^aes(\d+)/.exec(name)?.[1];
    const bytes = needed === undefined ? 24 : Number(needed) / 8;
    return {
      failure: tr34OpenFinding('tr34_open_ephemeral', token.spans.recipient, [ephemeral.length, name, bytes]),
    };
  }
  if (decrypted === 'length')
    return {
      failure: tr34OpenFinding('tr34_open_content', token.spans.ciphertext, [
        phrase('it does not consist of whole blocks'),
      ]),
    };
  const findings = decrypted.zeroFilledIv ? [tr34OpenFinding('tr34_open_iv', span)] : [];
  return { plaintext: decrypted.plaintext, findings };
}

function describe(
  token: Tr34Token,
  content: EncryptedContent,
  block: InnerKeyBlock,
  ephemeral: Ephemeral,
  before: readonly Finding[],
): OpenedTr34 {
  const span = token.spans.ciphertext;
  const findings: Finding[] = [...before];
  if (block.padding !== 'pkcs7') {
    const found = block.padding === 'none' ? phrase('missing') : phrase('something else');
    findings.push(tr34OpenFinding('tr34_open_padding', span, [found]));
  }
  if (block.version !== 0 && block.version !== 1)
    findings.push(
      tr34OpenFinding('tr34_open_version', span, [block.version ?? phrase('that cannot be read')]),
    );
  const key = block.key.slice();
  const algorithm = block.header.charAt(7);
  const hm = token.headerBlock?.optionalBlocks.find(({ id }) => id === 'HM')?.data;
  const hash = hm === undefined ? undefined : hashOfHm(hm);
  findings.push(...judgeKey(algorithm, key, span ?? { start: 0, end: 0 }));
  const strength = keyStrength(algorithm, key, hash, undefined);
  const cipher = content.algorithm.name.startsWith('aes') ? 'AES' : 'TDES';
  const protecting = cipherStrength(cipher, ephemeral.key);
  if (strength && protecting && !protects(protecting, strength))
    findings.push(
      tr34OpenFinding('tr34_open_weak_ephemeral', span, [
        strength.name,
        strength.bits,
        protecting.name,
        protecting.bits,
      ]),
    );
  const form = `${block.version ?? '?'}/${block.headerForm}`;
  const { version, kdh, header, headerForm, padding } = block;
  return new OpenedTr34(
    {
      open: true,
      checks: compare(token, block),
      findings,
      padding: ephemeral.padding,
      bits: key.length * 8,
      kcvs: keyCheckValues(algorithm, key, hash),
      ...(strength ? { strength } : {}),
      block: { version, kdh, header, headerForm, padding },
      axis: tr34Axis('key_block', form, span, form),
    },
    key,
  );
}

function compare(token: Tr34Token, block: InnerKeyBlock): Tr34Check[] {
  const checks: Tr34Check[] = [];
  if (block.header !== token.header)
    checks.push(tr34Check(token, 'key_block_header', [block.header, token.header ?? 'missing']));
  const sid = token.signer?.sid;
  const same =
    block.kdh.kind === 'issuerAndSerial' &&
    sid?.kind === 'issuerAndSerial' &&
    sameOctets(block.kdh.raw, sid.raw);
  if (!same) checks.push(tr34Check(token, 'key_block_kdh', [block.kdh.text, sid?.text ?? 'missing']));
  return checks.length > 0 ? checks : [tr34Check(token, 'key_block_right')];
}
