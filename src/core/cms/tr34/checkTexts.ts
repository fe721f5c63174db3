/** The checklist of a careful receiver: every line it can say, right, wrong, doubtful, or cannot tell. */
import { textTable } from '../../findings';
import type { Tr34Part } from './statements';

export type Tr34Verdict = 'right' | 'wrong' | 'warning' | 'cannot_tell';

/** What to load so that a line can be told. */
export type Tr34Load =
  'signer_certificate' | 'recipient_certificate' | 'ca_certificates' | 'crl' | 'random_number' | 'krd_key';

export type Tr34CheckId =
  | 'form'
  | 'content_type'
  | 'digest'
  | 'signature'
  | 'signer'
  | 'recipient'
  | 'chain'
  | 'crl'
  | 'fresh'
  | 'dates'
  | 'role'
  | 'certificate'
  | 'key_block';

export interface CheckText {
  readonly id: Tr34CheckId;
  readonly verdict: Tr34Verdict;
  readonly template: string;
  readonly part: Tr34Part;
  readonly load?: Tr34Load;
}

const right = 'right';
const wrong = 'wrong';
const warning = 'warning';
const cannot = 'cannot_tell';

export const tr34CheckTexts = textTable(
  {
    form_right: text('form', right, 'token', 'The token is whole and well encoded.'),
    form_wrong: text('form', wrong, 'token', 'The token is not whole or not well encoded: {0}'),
    content_type_right: text(
      'content_type',
      right,
      'eContentType',
      'The signed content type is the type of the content ({0}).',
    ),
    content_type_wrong: text(
      'content_type',
      wrong,
      'eContentType',
      'The content is said to be {1}, but {0} was signed.',
    ),
    content_type_missing: text(
      'content_type',
      wrong,
      'signedAttributes',
      'The content type is not among the signed attributes.',
    ),
    digest_right: text('digest', right, 'messageDigest', 'The {0} of the content is the signed one.'),
    digest_wrong: text(
      'digest',
      wrong,
      'messageDigest',
      'The content was changed after signing: its digest is not the signed one.',
    ),
    digest_cannot: text('digest', cannot, 'messageDigest', 'The digest cannot be computed: {0}.'),
    signature_right: text(
      'signature',
      right,
      'signature',
      'The signature holds, over the attributes as sent and in DER order.',
    ),
    signature_as_sent: text(
      'signature',
      right,
      'signature',
      'The signature holds over the attributes as sent. In DER order it does not: verifiers that sort first (BouncyCastle) reject this token.',
    ),
    signature_sorted: text(
      'signature',
      warning,
      'signature',
      'The signature holds over the attributes in DER order only, not as they were sent: verifiers that do not sort (OpenSSL, HSMs) reject this token.',
    ),
    signature_content: text(
      'signature',
      right,
      'signature',
      'The signature holds over the content; there are no signed attributes.',
    ),
    signature_content_only: text(
      'signature',
      wrong,
      'signature',
      'The signature holds over the content alone, though there are signed attributes: they were added or changed after signing.',
    ),
    signature_wrong: text(
      'signature',
      wrong,
      'signature',
      'The signature does not hold with the key of "{0}".',
    ),
    signature_other: text(
      'signature',
      wrong,
      'signature',
      'The token names {1} as its signer, but the signature holds with the key of "{0}".',
    ),
    signature_missing: text('signature', wrong, 'token', 'Nobody signed this token.'),
    signature_cannot: text('signature', cannot, 'signature', 'The signature cannot be checked: {0}.'),
    signature_load: text(
      'signature',
      cannot,
      'signature',
      'The signature is not checked yet: that takes the certificate of the signer, {0}.',
      'signer_certificate',
    ),
    signer_right: text(
      'signer',
      right,
      'signerId',
      'The signer is "{0}": issuer and serial number are equal, byte for byte.',
    ),
    signer_wrong: text('signer', wrong, 'signerId', 'The signer is {0}, not the expected "{1}".'),
    signer_alike: text(
      'signer',
      wrong,
      'signerId',
      '"{0}" reads like the signer, but its issuer is encoded otherwise: receivers that compare bytes do not find it.',
    ),
    signer_load: text(
      'signer',
      cannot,
      'signerId',
      'Load the certificate of the signer: {0}.',
      'signer_certificate',
    ),
    recipient_right: text(
      'recipient',
      right,
      'recipientId',
      'It is for "{0}": issuer and serial number are equal, byte for byte.',
    ),
    recipient_wrong: text('recipient', wrong, 'recipientId', 'It is for {0}, not for the expected "{1}".'),
    recipient_alike: text(
      'recipient',
      wrong,
      'recipientId',
      '"{0}" reads like the KRD that is named, but its issuer is encoded otherwise: receivers that compare bytes do not find themselves.',
    ),
    kdh_right: text(
      'recipient',
      right,
      'kdhId',
      'The KDH that loses the device is "{0}": issuer and serial number are equal, byte for byte.',
    ),
    kdh_load: text(
      'recipient',
      cannot,
      'kdhId',
      'Load the certificate of the KDH that loses the device: {0}.',
      'signer_certificate',
    ),
    recipient_load: text(
      'recipient',
      cannot,
      'recipientId',
      'Load the certificate of the KRD: {0}.',
      'recipient_certificate',
    ),
    chain_right: text(
      'chain',
      right,
      'signerId',
      'Every signature from "{0}" up to "{1}" holds; whether to trust "{1}" is for you to say.',
    ),
    chain_self: text(
      'chain',
      right,
      'signerId',
      '"{0}" signed its own certificate, and that signature holds; whether to trust it is for you to say.',
    ),
    chain_root: text(
      'chain',
      right,
      'signerId',
      'Every signature from "{0}" up to the chosen root "{1}" holds.',
    ),
    chain_other_root: text(
      'chain',
      wrong,
      'signerId',
      '"{0}" goes up to "{1}", not to the chosen root "{2}".',
    ),
    chain_wrong: text('chain', wrong, 'signerId', 'The chain of "{0}" is broken: {1}'),
    chain_cannot: text('chain', cannot, 'signerId', 'A link in the chain of "{0}" cannot be checked: {1}'),
    chain_load: text('chain', cannot, 'signerId', 'Load the issuer of "{0}": {1}.', 'ca_certificates'),
    crl_right: text(
      'crl',
      right,
      'crl',
      'The CRL of "{0}" is signed by it, current, and does not list serial {1}.',
    ),
    crl_alone: text('crl', right, 'crl', 'The CRL of "{0}" is signed by it and current.'),
    crl_revoked: text(
      'crl',
      wrong,
      'crl',
      'The certificate with serial {1} is revoked by the CRL of "{0}", since {2}.',
    ),
    crl_stale: text(
      'crl',
      warning,
      'crl',
      'The CRL of "{0}" does not list serial {1}, but the next one was due {2}.',
    ),
    crl_early: text(
      'crl',
      warning,
      'crl',
      'The CRL of "{0}" does not list serial {1}, but it was issued after the chosen time, {2}.',
    ),
    crl_signature: text('crl', wrong, 'crl', 'The signature of the CRL does not hold with the key of "{0}".'),
    crl_other: text('crl', wrong, 'crl', 'The CRL is of "{0}"; the certificate is issued by "{1}".'),
    crl_cannot: text('crl', cannot, 'crl', 'The signature of the CRL cannot be checked: {0}.'),
    crl_issuer: text(
      'crl',
      cannot,
      'crl',
      'Load the certificate of "{0}", which issued the CRL.',
      'ca_certificates',
    ),
    crl_load: text('crl', cannot, 'token', 'There is no CRL here; load that of "{0}".', 'crl'),
    fresh_right: text('fresh', right, 'nonce', 'The random number is the one the KRD asked with.'),
    fresh_wrong: text(
      'fresh',
      wrong,
      'nonce',
      'The random number is {0}; the KRD asked with {1}: this token answers another request.',
    ),
    fresh_load: text(
      'fresh',
      cannot,
      'nonce',
      'Load the random number token of the KRD, or enter its random number, to compare.',
      'random_number',
    ),
    fresh_time: text('fresh', right, 'signingTime', 'It was signed {0}, before the chosen time.'),
    fresh_future: text('fresh', warning, 'signingTime', 'It was signed {0}, after the chosen time.'),
    fresh_one_pass: text(
      'fresh',
      wrong,
      'signingTime',
      'A random number was given, but this token is one-pass and carries none.',
    ),
    fresh_nothing: text('fresh', wrong, 'signedAttributes', 'Nothing signed makes this token fresh.'),
    dates_right: text('dates', right, 'signerId', '"{0}" is valid at the chosen time, until {1}.'),
    dates_expired: text(
      'dates',
      warning,
      'signerId',
      '"{0}" expired {1}. Many HSMs let that pass on request; AWS does not.',
    ),
    dates_early: text('dates', warning, 'signerId', '"{0}" is not valid before {1}.'),
    role_right: text('role', right, 'signerId', 'The key usage of "{0}" fits: it may {1}.'),
    role_open: text('role', right, 'signerId', '"{0}" has no key usage: nothing is restricted.'),
    role_doubtful: text(
      'role',
      warning,
      'signerId',
      'The key usage of "{0}" does not say that it may {1}. Test certificates in the field are so too.',
    ),
    certificate_form: text(
      'certificate',
      warning,
      'signerId',
      '"{0}" has a fault in its form that strict software refuses: {1}',
    ),
    key_block_right: text('key_block', right, 'ciphertext', 'Inside, header and KDH are the signed ones.'),
    key_block_header: text(
      'key_block',
      wrong,
      'header',
      'The header inside ({0}) is not the signed one ({1}).',
    ),
    key_block_kdh: text(
      'key_block',
      wrong,
      'signerId',
      'The key block inside names {0} as its KDH, the signer is {1}.',
    ),
    key_block_closed: text('key_block', wrong, 'ciphertext', 'The key block could not be opened: {0}'),
    key_block_cannot: text(
      'key_block',
      cannot,
      'ciphertext',
      'Whether the key is wrong or the token is damaged cannot be told: {0}',
    ),
    key_block_load: text(
      'key_block',
      cannot,
      'ciphertext',
      'Header and KDH inside can be compared with the KRD’s private key (test keys).',
      'krd_key',
    ),
  } as const satisfies Record<string, CheckText>,
  ({ template }) => [template],
);

export type Tr34CheckCode = keyof typeof tr34CheckTexts;

function text(
  id: Tr34CheckId,
  verdict: Tr34Verdict,
  part: Tr34Part,
  template: string,
  load?: Tr34Load,
): CheckText {
  return { id, verdict, template, part, ...(load ? { load } : {}) };
}
