/** What a report has of CMS messages and TR-34 tokens: who signed, for whom it is, and lengths of what is encrypted. */
import { toUpperHex } from '../crypto/bytes';
import type { Reading } from '../cms/reading';
import { tr34Title } from '../cms/tr34/story';
import type { Tr34Token } from '../cms/tr34/types';
import type { CertificateReference, Cms, EncryptedContent, Recipient, SignerInfo } from '../cms/types';
import { carriedCertificates, carriedFindings } from './certificates';
import { toldKeyBlock, type Told } from './keyBlock';
import { moment } from './moment';
import type { ReportedField } from './types';
import { bytesOf, field, group, hidden, withheldBytes, withheldSecret } from './values';

/** What a report has of a TR-34 token. */
export function toldToken(token: Tr34Token, { certificates }: Reading, at: Date): Told {
  const { nonce, signingTime, profile, headerBlock, signer, envelope, krd, kdh, crls, findings } = token;
  return {
    kind: 'tr34Token',
    name: tr34Title(token),
    fields: [
      field('kind', 'Message', token.kind, token.certainty),
      ...(token.pass === undefined ? [] : [field('pass', 'Passes', token.pass)]),
      ...(profile ? [field('profile', 'Nearest profile', profile.name)] : []),
      // Version and length say nothing in TR-34.
      ...(headerBlock
        ? [
            group(
              'header',
              'Key block header',
              toldKeyBlock(headerBlock).fields.filter(({ id }) => id !== 'version' && id !== 'length'),
            ),
          ]
        : []),
      ...(nonce ? [field('nonce', 'Random number', toUpperHex(nonce))] : []),
      ...(signingTime ? [field('signingTime', 'Signing time', moment(signingTime))] : []),
      ...(krd ? [field('krd', 'KRD', String(krd.text))] : []),
      ...(kdh ? [field('kdh', 'KDH', String(kdh.text))] : []),
      ...(signer ? signers([signer]) : []),
      ...recipients(envelope?.recipients ?? []),
      ...encrypted(envelope?.content),
      ...carriedCertificates(certificates),
      ...(crls.length > 0 ? [field('crls', 'CRLs', String(crls.length))] : []),
    ],
    findings: [...findings, ...carriedFindings(certificates, at)],
  };
}

/** What a report has of a CMS message. */
export function toldMessage(message: Cms, { certificates }: Reading, at: Date): Told {
  const { content, contentType } = message;
  return {
    kind: 'cms',
    name: 'CMS message',
    fields: [
      field('contentType', 'Content type', contentType.name),
      ...('eContentType' in content
        ? [field('eContentType', 'Type of content', content.eContentType.name)]
        : []),
      ...('signers' in content ? signers(content.signers) : []),
      ...('recipients' in content ? recipients(content.recipients) : []),
      ...('content' in content ? encrypted(content.content) : []),
      ...clearContent(content),
      ...carriedCertificates(certificates),
      ...('crls' in content && content.crls.length > 0
        ? [field('crls', 'CRLs', String(content.crls.length))]
        : []),
    ],
    findings: [...message.findings, ...carriedFindings(certificates, at)],
  };
}

/** Content that is not encrypted may be anything, a key as well. */
function clearContent(content: Cms['content']): ReportedField[] {
  const octets = 'eContent' in content ? content.eContent : 'octets' in content ? content.octets : undefined;
  if (octets === undefined || octets.length === 0) return [];
  return [hidden('clearContent', 'Content', withheldSecret('unknown', bytesOf(octets.length)))];
}

function signers(list: readonly SignerInfo[]): ReportedField[] {
  return list
    .slice(0, 20)
    .map(({ sid, signatureAlgorithm, digestAlgorithm, signingTime }, at) =>
      group(`signer-${at + 1}`, 'Signer', [
        field('certificate', 'Certificate', reference(sid)),
        field('signatureAlgorithm', 'Signature algorithm', signatureAlgorithm.name),
        field('digestAlgorithm', 'Digest algorithm', digestAlgorithm.name),
        ...(signingTime ? [field('signingTime', 'Signing time', moment(signingTime))] : []),
      ]),
    );
}

const reference = ({ text }: CertificateReference): string => String(text);

function recipients(list: readonly Recipient[]): ReportedField[] {
  return list
    .slice(0, 20)
    .map(({ kind, names, algorithm, encryptedKeys }, at) =>
      group(`recipient-${at + 1}`, 'Recipient', [
        field('kind', 'Kind', kind),
        field('certificate', 'Certificate', names.map(reference).join('; ')),
        field('algorithm', 'Key encryption', algorithm.name),
        ...encryptedKeys
          .slice(0, 20)
          .map((key, i) => hidden(`encryptedKey-${i + 1}`, 'Encrypted key', withheldBytes('wrapped', key))),
      ]),
    );
}

function encrypted(content: EncryptedContent | undefined): ReportedField[] {
  if (!content) return [];
  const { algorithm, ciphertext } = content;
  return [
    field('contentEncryption', 'Content encryption', algorithm.name),
    ...(ciphertext ? [hidden('ciphertext', 'Encrypted content', withheldBytes('wrapped', ciphertext))] : []),
  ];
}
