/** What the envelope of a key token has wrong in its form. */
import type { Finding, Span } from '../../findings';
import type { EnvelopedData, Recipient, SignerInfo } from '../types';
import { sameOctets } from '../../octets';
import { tr34Finding } from './findingTexts';

/** Content ciphers that published tokens use, with their block length. */
export const contentCiphers: Readonly<
  Record<string, { readonly block: number; readonly keys: readonly number[] }>
> = {
  'des-EDE3-CBC': { block: 8, keys: [24] },
  'aes128-CBC': { block: 16, keys: [16] },
  'aes192-CBC': { block: 16, keys: [24] },
  'aes256-CBC': { block: 16, keys: [32] },
};

const kinds: Readonly<Record<Recipient['kind'], string>> = {
  keyTransport: 'key transport',
  keyAgreement: 'key agreement (EC)',
  kek: 'a shared key',
  password: 'a password',
  kem: 'key encapsulation',
  other: 'a form that is not known',
};

/**
 * Findings on the envelope of a key token (TR-34 annex B.2.2): recipients, cipher, IV and length. `whole` is the span
 * where the envelope has none.
 */
export function envelopeFindings(
  envelope: EnvelopedData | undefined,
  signer: SignerInfo | undefined,
  whole: Span,
): Finding[] {
  if (!envelope) return [];
  const findings: Finding[] = [];
  const { recipients, content } = envelope;
  const [recipient] = recipients;
  if (recipients.length !== 1) findings.push(tr34Finding('tr34_recipient_count', whole, [recipients.length]));
  if (recipient) findings.push(...recipientFindings(recipient, signer));
  if (!content?.ciphertext) findings.push(tr34Finding('tr34_ciphertext_missing', content?.span ?? whole));
  if (!content) return findings;
  const { algorithm, iv, ciphertext, span } = content;
  const cipher = contentCiphers[algorithm.name];
  if (algorithm.name !== 'des-EDE3-CBC' && algorithm.name !== 'aes128-CBC')
    findings.push(tr34Finding('tr34_cipher', algorithm.span, [algorithm.name]));
  if (cipher && iv?.length !== cipher.block)
    findings.push(
      tr34Finding('tr34_iv_length', algorithm.span, [iv?.length ?? 0, algorithm.name, cipher.block]),
    );
  if (cipher && ciphertext && (ciphertext.length === 0 || ciphertext.length % cipher.block !== 0))
    findings.push(
      tr34Finding('tr34_ciphertext_length', span, [ciphertext.length, cipher.block, algorithm.name]),
    );
  return findings;
}

function recipientFindings(recipient: Recipient, signer: SignerInfo | undefined): Finding[] {
  const findings: Finding[] = [];
  const { kind, span, algorithm, oaep, names } = recipient;
  if (kind !== 'keyTransport') {
    findings.push(tr34Finding('tr34_recipient_kind', span, [kinds[kind]]));
    return findings;
  }
  const [rid] = names;
  if (rid && rid.kind !== 'issuerAndSerial')
    findings.push(tr34Finding('tr34_recipient_name', span, [rid.text]));
  if (
    rid?.kind === 'issuerAndSerial' &&
    signer?.sid.kind === 'issuerAndSerial' &&
    sameOctets(rid.raw, signer.sid.raw)
  )
    findings.push(tr34Finding('tr34_same_party', span, [rid.text]));
  if (!oaep) {
    findings.push(tr34Finding('tr34_key_encryption', algorithm.span, [algorithm.name]));
    return findings;
  }
  const { hash, mgfHash, label } = oaep;
  if (hash !== mgfHash)
    findings.push(
      tr34Finding('tr34_oaep_mixed', algorithm.span, [
        hash ?? 'an unknown hash',
        mgfHash ?? 'an unknown hash',
      ]),
    );
  else if (hash !== 'SHA-256')
    findings.push(tr34Finding('tr34_oaep_hash', algorithm.span, [hash ?? 'an unknown hash']));
  if (label.length > 0) findings.push(tr34Finding('tr34_oaep_label', algorithm.span, [label.length]));
  return findings;
}
