/** Certificates, CRLs, requests and keys as stories of the overview. */
import * as vscode from 'vscode';
import type { PrivateKeyInfo } from '../../core/crypto/privateKey';
import type { Certificate, ValidityDate } from '../../core/x509/certificateTypes';
import { crlFreshness, crlScope, type Crl } from '../../core/x509/crl';
import type { Csr } from '../../core/x509/csr';
import { colonHex, fingerprints } from '../../core/x509/fingerprints';
import type { Name } from '../../core/x509/name';
import type { PublicKeyInfo } from '../../core/x509/publicKey';
import type { Section, Statement } from '../../protocol/structure';
import { rememberLoadedKey } from '../testKeys/loadedKeys';
import { algorithmStatement } from './structureAlgorithm';
import { extensionSection, extensionStatement } from './structureExtensions';
import {
  axisOf,
  day,
  fact,
  fromNow,
  moment,
  ofFinding,
  section,
  timeBar,
  validityWords,
  verdict,
} from './structureStatements';

/** Sections of one certificate. @param checked what is told of its signature, and of its private key beside it */
export async function certificateSections(
  certificate: Certificate,
  now: Date,
  checked: readonly Statement[],
): Promise<Section[]> {
  const { issuer, subject, notBefore, notAfter, publicKey, serial, extensions } = certificate;
  const validity = { from: notBefore?.date, to: notAfter?.date };
  const words = validityWords(validity, now);
  const bar = timeBar(subject.label, validity, axisOf([validity], now), now);
  const dates = {
    ...section('validity', vscode.l10n.t('Validity'), [
      { ...verdict(words.status, words.text, notAfter?.span) },
      fact(vscode.l10n.t('From'), dateText(notBefore), notBefore?.span),
      fact(vscode.l10n.t('Until'), dateText(notAfter), notAfter?.span),
    ]),
    ...(bar ? { bar } : {}),
  };
  return [
    section('identity', vscode.l10n.t('Identity'), [
      ...nameStatements(vscode.l10n.t('Subject'), subject),
      ...(certificate.selfIssued
        ? [verdict('none', vscode.l10n.t('Issuer and subject are the same: self-issued.'), issuer.span)]
        : nameStatements(vscode.l10n.t('Issuer'), issuer)),
      fact(vscode.l10n.t('Serial number, hex'), serial.hex, serial.span, true),
      fact(vscode.l10n.t('Serial number, decimal'), serial.decimal, serial.span, true),
      roleStatement(certificate),
    ]),
    dates,
    keySection(publicKey, [
      algorithmStatement(vscode.l10n.t('Signed with'), certificate.signatureAlgorithm),
      ...checked,
    ]),
    await fingerprintSection(certificate),
    ...(extensions.length > 0 ? [extensionSection(extensions)] : []),
  ];
}

/** The characters as they are where they are no date. */
function dateText(date: ValidityDate | undefined): string {
  return date?.date ? moment(date.date) : (date?.text ?? '');
}

function roleStatement(certificate: Certificate): Statement {
  const constraints = certificate.extensions.find(({ name }) => name === 'basicConstraints');
  return fact(vscode.l10n.t('Role'), roleWords(certificate), constraints?.field.span);
}

/** basicConstraints and keyUsage in a line: "Certificate authority, path length 0 (keyCertSign, cRLSign)". */
export function roleWords({ basicConstraints, keyUsage, version }: Certificate): string {
  const text =
    basicConstraints?.ca === true
      ? basicConstraints.pathLength === undefined
        ? vscode.l10n.t('Certificate authority')
        : vscode.l10n.t('Certificate authority, path length {0}', basicConstraints.pathLength)
      : version < 3
        ? vscode.l10n.t('Version {0}: not specified', version)
        : vscode.l10n.t('End entity');
  return keyUsage && keyUsage.length > 0 ? `${text} (${keyUsage.join(', ')})` : text;
}

/** The name as one line, and its parts where they carry more than that. */
function nameStatements(label: string, name: Name): Statement[] {
  return [fact(label, name.text || vscode.l10n.t('(empty)'), name.span)];
}

function keySection(key: PublicKeyInfo, more: readonly Statement[] = []): Section {
  return section('key', vscode.l10n.t('Key'), [
    fact(
      vscode.l10n.t('Public key'),
      key.strength > 0 ? vscode.l10n.t('{0}, about {1} bits of security', key.name, key.strength) : key.name,
      key.span,
    ),
    ...(key.exponent === undefined ? [] : [fact(vscode.l10n.t('Exponent'), String(key.exponent))]),
    ...more,
  ]);
}

async function fingerprintSection(certificate: Certificate): Promise<Section> {
  const prints = await fingerprints(certificate);
  const keyId = certificate.subjectKeyId;
  return section('fingerprints', vscode.l10n.t('Fingerprints'), [
    ...(prints
      ? [
          fact('SHA-256', prints.sha256, undefined, true),
          fact('SHA-1', prints.sha1, undefined, true),
          fact(vscode.l10n.t('Key (SHA-256 of SPKI)'), prints.spkiSha256, certificate.publicKey.span, true),
        ]
      : [verdict('unknown', vscode.l10n.t('This host cannot compute digests.'))]),
    ...(keyId
      ? [fact(vscode.l10n.t('Subject key identifier'), colonHex(keyId.subarray(0, 64)), undefined, true)]
      : []),
  ]);
}

/** Entries of a CRL that the overview lists; the tree has all. */
const shownEntries = 20;

/** Sections of a CRL. @param signature what is told of the one on it */
export function crlSections(crl: Crl, now: Date, signature: Statement): Section[] {
  const { thisUpdate, nextUpdate } = crl;
  const stale = crlFreshness(crl, now);
  const fresh = nextUpdate?.date
    ? verdict(
        'ok',
        vscode.l10n.t('Next update due on {0}, {1}', day(nextUpdate.date), fromNow(nextUpdate.date, now)),
        nextUpdate.span,
      )
    : verdict('unknown', vscode.l10n.t('It has no date for the next update.'));
  const validity = { from: thisUpdate?.date, to: nextUpdate?.date };
  const bar = timeBar(crl.issuer.label, validity, axisOf([validity], now), now);
  const entries = crl.revoked(0, shownEntries).map((entry) => {
    const when = entry.date ? day(entry.date) : '?';
    // The reason stands beside the date.
    const more = entry.extensions.filter(({ name }) => name !== 'cRLReason').map(extensionStatement);
    return {
      ...fact(
        // As a number of its own: two digits and a date after it read like a time.
        `0x${entry.serial.hex}`,
        entry.reason === undefined ? when : `${when}, ${entry.reason}`,
        entry.span,
        true,
      ),
      ...(more.length > 0 ? { inside: more } : {}),
    };
  });
  return [
    section('identity', vscode.l10n.t('Identity'), [
      fact(vscode.l10n.t('Issuer'), crl.issuer.text, crl.issuer.span),
      ...(crl.number === undefined ? [] : [fact(vscode.l10n.t('Number'), crl.number)]),
      ...crlScope(crl).map(ofFinding),
      algorithmStatement(vscode.l10n.t('Signed with'), crl.signatureAlgorithm),
      signature,
    ]),
    {
      ...section('validity', vscode.l10n.t('Freshness'), [
        ...(stale.length > 0 ? stale.map(ofFinding) : [fresh]),
        fact(vscode.l10n.t('Issued'), dateText(thisUpdate), thisUpdate?.span),
      ]),
      ...(bar ? { bar } : {}),
    },
    section(
      'revoked',
      crl.count === 1
        ? vscode.l10n.t('1 revoked certificate')
        : vscode.l10n.t('{0} revoked certificates', crl.count.toLocaleString(vscode.env.language)),
      [
        ...entries,
        ...(crl.count > shownEntries
          ? [verdict('none', vscode.l10n.t('{0} more are in the tree.', crl.count - shownEntries))]
          : []),
      ],
    ),
    ...(crl.extensions.length > 0 ? [extensionSection(crl.extensions)] : []),
  ];
}

/** Sections of a request. @param checked what is told of its signature, and of its private key beside it */
export function requestSections(csr: Csr, checked: readonly Statement[]): Section[] {
  // The extensions that it asks for have a section of their own.
  const attributes = csr.attributes.filter(
    ({ name }) => name !== 'extensionRequest' || csr.extensions.length === 0,
  );
  return [
    section('identity', vscode.l10n.t('Identity'), [
      ...nameStatements(vscode.l10n.t('Subject'), csr.subject),
      ...checked,
    ]),
    keySection(csr.publicKey, [algorithmStatement(vscode.l10n.t('Signed with'), csr.signatureAlgorithm)]),
    ...(csr.extensions.length > 0
      ? [{ ...extensionSection(csr.extensions), title: vscode.l10n.t('Requested extensions') }]
      : []),
    ...(attributes.length > 0
      ? [
          section(
            'attributes',
            vscode.l10n.t('Attributes'),
            attributes.map(({ name, meaning, span }) => fact(name, meaning, span)),
          ),
        ]
      : []),
  ];
}

/** What a private key is, by its public part; its values stay where they are. */
export function privateKeySections(key: PrivateKeyInfo, checked: readonly Statement[]): Section[] {
  rememberLoadedKey(key);
  return [
    section('key', vscode.l10n.t('Private key'), [
      ...checked,
      fact(vscode.l10n.t('Format'), key.form),
      fact(
        vscode.l10n.t('Key'),
        key.strength > 0
          ? vscode.l10n.t('{0}, about {1} bits of security', key.name, key.strength)
          : key.name,
      ),
      ...(key.exponent ? [fact(vscode.l10n.t('Exponent'), decimal(key.exponent))] : []),
      ...(key.modulus ? [fact(vscode.l10n.t('Modulus'), colonHex(key.modulus), undefined, true)] : []),
      ...(key.publicKey ? [fact(vscode.l10n.t('Public key'), colonHex(key.publicKey), undefined, true)] : []),
      ...key.findings.map(ofFinding),
    ]),
  ];
}

/** As in a certificate: 65537. Longer exponents than any key has stay hexadecimal. */
function decimal(octets: Uint8Array): string {
  return octets.length > 32
    ? colonHex(octets)
    : BigInt(`0x0${colonHex(octets).replaceAll(':', '')}`).toString();
}

export function publicKeySections(key: PublicKeyInfo): Section[] {
  return [keySection(key, key.findings.map(ofFinding))];
}
