/** The sentences that a token's story is told in, and the parts of a token that say them. */
import { textTable, type Localisable, type Span, type TemplateArguments } from '../../findings';

/** The places of a token that statements, checks and findings point to. */
export type Tr34Part =
  | 'token'
  | 'contentType'
  | 'eContentType'
  | 'eContent'
  | 'recipient'
  | 'recipientId'
  | 'keyEncryption'
  | 'encryptedKey'
  | 'contentEncryption'
  | 'ciphertext'
  | 'certificate'
  | 'crl'
  | 'signer'
  | 'signerId'
  | 'signedAttributes'
  | 'nonce'
  | 'signingTime'
  | 'header'
  | 'messageDigest'
  | 'signature'
  | 'krdId'
  | 'kdhId';

export interface Tr34Statement extends Localisable {
  readonly code: Tr34StatementCode;
  readonly text: string;
  readonly args: TemplateArguments;
  /** The part of the token that says so. */
  readonly part: Tr34Part;
  readonly span?: Span;
}

/** English templates; the code is the key of the sentence. */
export const tr34StatementTexts = textTable(
  {
    key_sent: 'The KDH ({0}) sends a key to the KRD ({1}).',
    key_kind: 'The key is for: {0} [{1}], {2}; mode: {3} [{4}]; {5} [{6}].',
    key_unknown: 'The type of the key is unknown: the key block header is missing.',
    key_protected:
      'The key block is encrypted with {0} under an ephemeral key, which is wrapped with {1} for the KRD.',
    fresh_nonce:
      'It contains the random number {0} ({1} bytes): it is fresh if the KRD sent this number in its request.',
    fresh_time: 'It contains no random number: only its signing time, {0}, shows that it is fresh.',
    made_at: 'It was signed {0}.',
    fresh_not: 'Nothing shows that it is fresh: it could be replayed.',
    signed_by: 'It is signed by {0} with {1} and {2}.',
    signed_content: 'It is signed by {0} over the content only, with {1} and {2}.',
    signed_not: 'It is not signed.',
    form: 'Format: {0}.',
    form_near: 'Format: closest to {0}; {1} of its features differ.',
    random_number: 'The KRD provides the random number {0} ({1} bytes) for the next token.',
    credential_kdh: 'The certificate of "{0}" with the CRL of its CA, as a KDH sends it to a KRD to bind.',
    credential_krd: 'The certificate of "{0}", as a KRD sends it to a KDH to bind.',
    unbind: 'The KDH ({0}) releases the KRD ({1}), which is then not bound to any KDH.',
    rebind: 'The KDH ({0}) transfers the KRD ({1}) to the new KDH "{2}".',
    unbind_ca: 'The higher authority ({0}) releases the KRD ({1}) from the KDH ({2}).',
    rebind_ca: 'The higher authority ({0}) transfers the KRD ({1}) from the KDH ({2}) to the new KDH "{3}".',
    crl_inside: 'The CRL of "{0}" is included: {1} revoked, next update due {2}.',
    crl: 'A CRL of "{0}": {1} revoked, next update due {2}.',
    certificate: 'The certificate of "{0}", issued by "{1}".',
  },
  (template) => [template],
);

export type Tr34StatementCode = keyof typeof tr34StatementTexts;
