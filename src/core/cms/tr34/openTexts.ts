import type { Finding, Severity, Span } from '../../findings';
import { findingOf } from '../../findings';

interface FindingText {
  readonly severity: Severity;
  readonly template: string;
  readonly reference: string;
}

const envelope = 'TR-34 annex B.2.2';

/** What opening a key token can say. No template ever takes bytes of a key. A released code keeps its meaning. */
export const tr34OpenTexts = {
  tr34_open_nothing: {
    severity: 'error',
    template: 'There is nothing to open: {0}.',
    reference: envelope,
  },
  tr34_open_key: {
    severity: 'error',
    template: 'The private key cannot be used: {0}.',
    reference: 'RFC 8017 A.1.2',
  },
  tr34_open_key_size: {
    severity: 'error',
    template: 'Wrong key: the ephemeral key was encrypted for an RSA key of {0} bits, this one has {1}.',
    reference: 'RFC 8017 7.1',
  },
  tr34_open_wrong_key: {
    severity: 'error',
    template: 'Wrong key: the token is for "{0}", and this private key does not belong to that certificate.',
    reference: envelope,
  },
  tr34_open_damaged: {
    severity: 'error',
    template:
      'This is the private key of "{0}", for which the token is, but the encrypted ephemeral key does not open with it: it was changed, or encrypted for another key under the same name.',
    reference: 'RFC 8017 7.1.2',
  },
  tr34_open_cannot_tell: {
    severity: 'error',
    template:
      'The encrypted ephemeral key does not open. Whether it is the wrong key or the token is damaged cannot be told: load the certificate of the recipient, {0}.',
    reference: 'RFC 8017 7.1.2',
  },
  tr34_open_label: {
    severity: 'error',
    template:
      'The ephemeral key is padded with OAEP ({0}), but with another label than the empty one; the key is right, the sender’s label is not.',
    reference: 'RFC 8017 7.1.2',
  },
  tr34_open_separator: {
    severity: 'error',
    template:
      'The OAEP padding begins right ({0}) and then breaks: the key is right, the sender padded wrongly.',
    reference: 'RFC 8017 7.1.2',
  },
  tr34_open_form: {
    severity: 'warning',
    template:
      'The ephemeral key opens with OAEP {0}; the parameters say {1}. Few libraries open it so. The ephemeral keys of the published samples are of such a mixed form.',
    reference: 'RFC 8017 7.1',
  },
  tr34_open_pkcs1: {
    severity: 'warning',
    template: 'The ephemeral key is padded with PKCS#1 v1.5, not with OAEP as TR-34 wants.',
    reference: 'RFC 8017 7.2',
  },
  tr34_open_ephemeral: {
    severity: 'error',
    template: 'The ephemeral key has {0} bytes; {1} needs {2}.',
    reference: envelope,
  },
  tr34_open_cipher: {
    severity: 'error',
    template: 'The key block is encrypted with {0}, which is not opened here.',
    reference: envelope,
  },
  tr34_open_iv: {
    severity: 'warning',
    template: 'The IV is short; the key block opened with zeros behind it, as a published AES token does.',
    reference: envelope,
  },
  tr34_open_content: {
    severity: 'error',
    template:
      'The ephemeral key opened, but the key block under it is no key block ({0}): ciphertext or IV was changed.',
    reference: envelope,
  },
  tr34_open_padding: {
    severity: 'warning',
    template:
      'The padding behind the key block is {0}; PKCS#7 padding is expected. Strict receivers refuse it.',
    reference: 'RFC 5652 6.3',
  },
  tr34_open_version: {
    severity: 'warning',
    template: 'The key block has version {0}; published ones have 1 or 0.',
    reference: 'TR-34 annex D',
  },
  tr34_open_weak_ephemeral: {
    severity: 'warning',
    template: 'The key ({0}, {1} bits of security) is stronger than the {2} key that encrypts it ({3} bits).',
    reference: 'NIST SP 800-57 part 1 table 2; PCI PIN annex C',
  },
} as const satisfies Record<string, FindingText>;

export type Tr34OpenCode = keyof typeof tr34OpenTexts;

/** Makes one finding of the table above. */
export function tr34OpenFinding(
  code: Tr34OpenCode,
  span: Span | undefined,
  ...args: readonly (string | number)[]
): Finding {
  return findingOf(code, tr34OpenTexts[code], span, args);
}
