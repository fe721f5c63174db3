/** Whether AWS Payment Cryptography would take a TR-34 token as it stands, and the parameters to send it with. */
import {
  doubt,
  error,
  findingTable,
  info,
  ofTable,
  warning,
  type Finding,
  type FindingCode,
  type Span,
  type TemplateArguments,
} from '../../core/findings';
import { findCertificate } from '../../core/cms/verify';
import { tr34TitleText } from '../../core/cms/tr34/story';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { toUpperHex } from '../../core/crypto/bytes';
import { decodeBase64 } from '../../core/input/encodings';
import { findPemBlocks } from '../../core/input/pem';
import type { Certificate } from '../../core/x509/certificateTypes';
import { readCertificate } from '../../core/x509/certificate';
import { awsCertificateFindings, awsCertificateParameter } from './certificates';
import { type KeyAlgorithm, keyAlgorithms } from './keyAttributes';
import { type AwsVerdict, judgeKeyBlock } from './keyBlocks';
import { transportMethods } from './wrappingKeys';

const importing = 'AWS Payment Cryptography user guide, Import keys';
const block = 'AWS Payment Cryptography API reference, ImportTr34KeyBlock';
const samples = 'AWS samples for Payment Cryptography, key exchange';
const strength = 'AWS Payment Cryptography user guide, keys-importexport, strength table';

/** Every rule on TR-34 tokens: severity, English template, source. Documented: error; inferred: warning. */
export const awsTr34Finding = findingTable('AWS Payment Cryptography: TR-34 tokens', {
  aws_tr34_kind: error('AWS imports key tokens (KT_KDH); this is {0}.', importing),
  aws_tr34_not_hex: error(
    'WrappedKeyBlock must be the token as upper-case hexadecimal digits and nothing else; this is {0}. Convert it first.',
    block,
  ),
  aws_tr34_lower_case: error(
    'WrappedKeyBlock accepts only upper-case hexadecimal digits. Change the digits to upper case.',
    block,
  ),
  aws_tr34_size: error('WrappedKeyBlock accepts {0} characters ({1} bytes); this token has {2}. {3}', block),
  aws_tr34_nonce_missing: error(
    'A two-pass token needs RandomNonce in the call: the operation fails without it. Its random number is {0}.',
    block,
  ),
  aws_tr34_nonce_form: error(
    'RandomNonce must be an even number of 16 to 32 hexadecimal digits; this one has {0} characters.',
    block,
  ),
  aws_tr34_nonce_length: error(
    'The random number of this token has {0} bytes; RandomNonce must have 8 to 16.',
    block,
  ),
  aws_tr34_nonce_differs: error('RandomNonce is {0}, but the token was created for {1}.', block),
  aws_tr34_one_pass: doubt(
    'This token is one-pass. The user guide mentions only two-pass tokens; in the API, RandomNonce can be omitted. It is not documented whether a one-pass token is accepted.',
    importing,
  ),
  aws_tr34_fresh_missing: error(
    'The token is neither one-pass nor two-pass: nothing shows that it is fresh.',
    importing,
  ),
  aws_tr34_certificate_form: error(
    'SigningKeyCertificate is base64 of the PEM text (it begins with LS0tLS1CRUdJTi); this is {0}.',
    importing,
  ),
  aws_tr34_certificate_other: error(
    'SigningKeyCertificate belongs to "{0}", but the token is signed by {1}.',
    block,
  ),
  aws_tr34_envelope: doubt(
    'The envelope has its SEQUENCE header, as in CMS. AWS documents TR-34:2012 non-CMS (Diebold), whose samples omit it; it is not documented whether this form is accepted. The header must be removed from payShield output.',
    importing,
  ),
  aws_tr34_form: doubt(
    "{0}: {1} The tokens in AWS's samples differ; it is not documented whether this form is accepted.",
    samples,
  ),
  aws_tr34_crl: warning(
    "The token contains a CRL. The tokens in AWS's samples contain none, and it counts toward the 2048 bytes.",
    samples,
  ),
  aws_tr34_futurex: info(
    "This is the Futurex form, which AWS's samples pass on exactly as it comes from the HSM.",
    samples,
  ),
  aws_tr34_profile: info('The format is TR-34:2012 non-CMS (Diebold), as documented by AWS.', importing),
  aws_tr34_wrapping_weak: error(
    'A {0} key must not be wrapped under {1}. Use import parameters with {2}.',
    strength,
  ),
  aws_tr34_wrapping_limits: warning(
    'Only {1} may be wrapped under {0}; the header does not show which AES key this is.',
    strength,
  ),
  aws_tr34_wrapping_size: error(
    'The ephemeral key is wrapped for {0}; AWS provides RSA 2048, 3072 and 4096 keys.',
    block,
  ),
  aws_tr34_cipher: doubt(
    "The key block is encrypted with {0}. AWS's samples use TDES for TDES keys and AES-128 for AES keys.",
    samples,
  ),
  aws_tr34_damaged: error('The token is not valid: {0}', block),
});

export type AwsTr34Rule = FindingCode<typeof awsTr34Finding>;

export interface Tr34CallText {
  /** WrappedKeyBlock as it is to be sent; taken as upper-case hex of the token where not given. */
  readonly wrappedKeyBlock?: string;
  readonly randomNonce?: string;
  readonly signingKeyCertificate?: string;
  /** Bits of the key, where the token was opened. */
  readonly keyBits?: number;
  /** When the certificate has to be valid; now where not given. */
  readonly at?: Date;
}

export interface AwsTr34Verdict {
  /** 'unclear': AWS documents neither that it is taken nor that it is not. */
  readonly importable: 'yes' | 'no' | 'unclear';
  /** What the key would become, by the header. */
  readonly key: AwsVerdict | undefined;
  /** Algorithm of the wrapping key, told by the length of what it encrypted. */
  readonly wrappingAlgorithm: string | undefined;
  /** Spans are bytes of the token; those on parameters have none. */
  readonly findings: readonly Finding[];
}

/** Most characters of Tr34WrappedKeyBlock. */
export const mostTr34Characters = 4096;

type Add = (code: AwsTr34Rule, args?: TemplateArguments, span?: Span) => void;

/** Judges a token, with the parameters of the call where they are given. Never throws. */
export function judgeTr34(token: Tr34Token, call: Tr34CallText = {}): AwsTr34Verdict {
  const findings: Finding[] = [];
  const add: Add = (code, args, span) => void findings.push(awsTr34Finding(code, span, args));
  if (token.kind !== 'KT_KDH') {
    add('aws_tr34_kind', [tr34TitleText(token)], token.spans.token);
    return { importable: 'no', key: undefined, wrappingAlgorithm: undefined, findings };
  }
  const fault = token.findings.find(({ severity }) => severity === 'error');
  if (fault) add('aws_tr34_damaged', [fault.message], fault.span);
  judgeHex(token, call.wrappedKeyBlock, add);
  judgeNonce(token, call.randomNonce, add);
  if (call.signingKeyCertificate !== undefined)
    findings.push(...certificateFindings(token, call.signingKeyCertificate, call.at ?? new Date()));
  judgeForm(token, add);
  const key = token.headerBlock && judgeKeyBlock(token.headerBlock, bitsOf(call));
  const start = token.spans.header?.start;
  for (const one of key?.findings ?? []) findings.push(moved(one, start));
  const wrappingAlgorithm = judgeWrapping(token, key, add);
  return { importable: verdictOf(findings, key), key, wrappingAlgorithm, findings };
}

function bitsOf({ keyBits }: Tr34CallText): { keyBits?: number } {
  return keyBits === undefined ? {} : { keyBits };
}

/** From characters of the header to bytes of the token; the OCTET STRING's own header is two bytes. */
function moved(finding: Finding, start: number | undefined): Finding {
  const { span, ...rest } = finding;
  if (!span || start === undefined) return rest;
  return { ...rest, span: { start: start + 2 + span.start, end: start + 2 + span.end } };
}

function verdictOf(findings: readonly Finding[], key: AwsVerdict | undefined): AwsTr34Verdict['importable'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'no';
  const doubtful = findings.some(({ doubt }) => doubt);
  return doubtful || key?.importable !== 'yes' ? 'unclear' : 'yes';
}

function judgeHex(token: Tr34Token, text: string | undefined, add: Add): void {
  const trimmed = text?.trim();
  const characters = trimmed?.length ?? token.raw.length * 2;
  if (trimmed !== undefined && !/^[0-9A-F]*$/.test(trimmed)) {
    if (/^[0-9A-Fa-f]*$/.test(trimmed)) add('aws_tr34_lower_case');
    else {
      const kind = trimmed.startsWith('-----BEGIN')
        ? 'PEM'
        : /^[0-9A-Fa-f\s:]+$/.test(trimmed)
          ? 'hex with spaces or colons'
          : /^[0-9A-Za-z+/=\s]+$/.test(trimmed)
            ? 'base64'
            : 'something else';
      add('aws_tr34_not_hex', [kind]);
      return;
    }
  }
  if (characters <= mostTr34Characters) return;
  const advice =
    token.crls.length > 0
      ? 'Ask for the token without the CRL.'
      : (token.signed?.certificates.length ?? 0) > 0
        ? 'Ask for the token without the certificates.'
        : 'Ask for shorter keys or names.';
  add('aws_tr34_size', [mostTr34Characters, mostTr34Characters / 2, characters, advice], token.spans.token);
}

function judgeNonce(token: Tr34Token, given: string | undefined, add: Add): void {
  const { nonce } = token;
  if (!nonce) {
    if (token.signingTime) add('aws_tr34_one_pass', [], token.spans.signingTime);
    else add('aws_tr34_fresh_missing', [], token.spans.signedAttributes);
    return;
  }
  const hex = toUpperHex(nonce.subarray(0, 64));
  if (nonce.length < 8 || nonce.length > 16) add('aws_tr34_nonce_length', [nonce.length], token.spans.nonce);
  if (given === undefined) return;
  if (given === '') add('aws_tr34_nonce_missing', [hex]);
  else if (!/^(?:[0-9A-Fa-f]{2}){8,16}$/.test(given)) add('aws_tr34_nonce_form', [given.length]);
  else if (given.toUpperCase() !== hex)
    add('aws_tr34_nonce_differs', [given.toUpperCase(), hex], token.spans.nonce);
}

function certificateFindings(token: Tr34Token, text: string, at: Date): Finding[] {
  const parsed = parameterCertificate(text);
  if (typeof parsed === 'string') return [awsTr34Finding('aws_tr34_certificate_form', undefined, [parsed])];
  // Their spans count in the certificate, not in the token.
  const findings = awsCertificateFindings(parsed, at).map((one): Finding => {
    const { span, ...rest } = one;
    return span ? rest : one;
  });
  const sid = token.signer?.sid;
  if (sid && !findCertificate(sid, [parsed]))
    findings.push(
      awsTr34Finding('aws_tr34_certificate_other', token.spans.signerId, [parsed.subject.text, sid.text]),
    );
  return findings;
}

/** The certificate in a parameter, or what the text is instead of base64 of PEM. */
function parameterCertificate(text: string): Certificate | string {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----BEGIN')) return 'the PEM text itself';
  const decoded = decodeBase64(trimmed);
  if (decoded.problem !== undefined || decoded.strange.length > 0) return 'no base64';
  if (decoded.bytes[0] === 0x30) return 'base64 of DER';
  let inside = '';
  for (const octet of decoded.bytes.subarray(0, 40_000)) inside += String.fromCharCode(octet);
  const [block] = findPemBlocks(inside);
  if (!block) return 'base64 of something that is no PEM';
  if (/[[;\]<>]/.test(trimmed)) return 'text with characters that the API refuses';
  return readCertificate(block.bytes);
}

function judgeForm(token: Tr34Token, add: Add): void {
  const { profile, axes, spans } = token;
  if (!profile) return;
  if (profile.fromAws.length === 0) {
    add('aws_tr34_profile', [], spans.eContent);
    return;
  }
  if (profile.id === 'futurex' && profile.differences.length === 0) {
    add('aws_tr34_futurex', [], spans.eContent);
    return;
  }
  for (const id of profile.fromAws) {
    const axis = axes.find((one) => one.id === id);
    if (!axis) continue;
    if (id === 'envelope' && axis.value === 'sequence') add('aws_tr34_envelope', [], axis.span);
    else if (id === 'crl') add('aws_tr34_crl', [], axis.span);
    else add('aws_tr34_form', [ofTable(axis.name), axis], axis.span);
  }
}

function judgeWrapping(token: Tr34Token, key: AwsVerdict | undefined, add: Add): string | undefined {
  const span = token.spans.recipient;
  const bytes = token.envelope?.recipients[0]?.encryptedKeys[0]?.length;
  const cipher = token.envelope?.content?.algorithm.name;
  const letter = token.headerBlock?.algorithm.code;
  if (
    cipher !== undefined &&
    (letter === 'A' ? cipher !== 'aes128-CBC' : cipher !== 'des-EDE3-CBC' && cipher !== 'aes128-CBC')
  )
    add('aws_tr34_cipher', [cipher], token.spans.contentEncryption);
  if (bytes === undefined) return undefined;
  const wrapping = keyAlgorithms.find((one) => one === `RSA_${bytes * 8}`);
  if (!wrapping) {
    add('aws_tr34_wrapping_size', [`RSA ${bytes * 8}`], span);
    return `RSA_${bytes * 8}`;
  }
  const algorithms = key?.keyAlgorithms ?? [];
  const fits = (one: KeyAlgorithm, under: KeyAlgorithm): boolean =>
    transportMethods(one, under).includes('TR34');
  const fitting = algorithms.filter((one) => fits(one, wrapping));
  const ciphers = algorithms.filter((one) => !one.startsWith('HMAC'));
  if (ciphers.length > 0 && fitting.length === 0) {
    const better = (['RSA_3072', 'RSA_4096'] as const).filter((one) =>
      ciphers.some((name) => fits(name, one)),
    );
    const advice = better.length > 0 ? better.join(' or ') : 'ECDH instead: no RSA key carries it';
    add('aws_tr34_wrapping_weak', [ciphers.join(' or '), wrapping, advice], span);
  } else if (fitting.length < ciphers.length)
    add('aws_tr34_wrapping_limits', [wrapping, fitting.join(', ')], span);
  return wrapping;
}

export interface Tr34Parameters {
  readonly KeyBlockFormat: 'X9_TR34_2012';
  readonly WrappedKeyBlock: string;
  readonly RandomNonce?: string;
  readonly SigningKeyCertificate?: string;
}

/** The parts of ImportTr34KeyBlock that come from the token and the KDH's certificate, in the form the API wants. */
export function tr34Parameters(token: Tr34Token, kdh?: Pick<Certificate, 'raw'>): Tr34Parameters {
  return {
    KeyBlockFormat: 'X9_TR34_2012',
    WrappedKeyBlock: toUpperHex(token.raw),
    ...(token.nonce ? { RandomNonce: toUpperHex(token.nonce) } : {}),
    ...(kdh ? { SigningKeyCertificate: awsCertificateParameter(kdh) } : {}),
  };
}
