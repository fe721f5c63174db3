/**
 * The story of one structure: what it is, and what was checked. A list of decoders, the first that
 * knows the structure tells it.
 */
import * as vscode from 'vscode';
import { bySeverity, type Finding } from '../../core/findings';
import { readAsn1 } from '../../core/asn1/read';
import { isClearPrivateKey } from '../../core/crypto/keyPairs';
import { encryptionOf } from '../../core/crypto/passphraseCipher';
import { readPrivateKey } from '../../core/crypto/privateKey';
import { pemFinding } from '../../core/input/findingTexts';
import { secretTypes } from '../../core/asn1/schema/recognise';
import { localised } from '../ui/localise';
import { certificateFindings, fact, ofFinding, section, verdict } from './structureStatements';
import { readTimestampRequest, readTimestampResponse } from '../../core/cms/timestamp';
import type { Cms } from '../../core/cms/types';
import { crlFreshness } from '../../core/x509/crl';
import { readEcParameters } from '../../core/x509/ecParameters';
import { readPublicKey } from '../../core/x509/publicKey';
import { revocationFindings, revocationOf } from '../../core/x509/revocation';
import type { Section } from '../../protocol/structure';
import {
  certificateSections,
  crlSections,
  privateKeySections,
  publicKeySections,
  requestSections,
} from './structureCertificate';
import { cmsSections } from './structureCms';
import type { Overview, OverviewDecoder, OverviewInput } from './overview';
import { issuerSignatureStatement, requestSignatureStatement } from './structureSignature';
import { requestSection, responseSection, responseVerdicts, timestampSections } from './structureTimestamp';
import { encryptionWords, pkcs12Overview } from './structurePkcs12';
import { tr34Overview } from './structureTr34';
import {
  datesVerdict,
  encodingVerdict,
  failedSignatures,
  freshnessVerdict,
  notOpened,
  revocationVerdict,
  trustVerdict,
  validityVerdict,
  warningVerdicts,
} from './structureVerdicts';

const certificate: OverviewDecoder = async (input) => {
  const { reading, type, certificates, added = [], now, pairs = [] } = input;
  if (type !== 'Certificate') return undefined;
  const read = reading.certificate;
  if (!read.wellFormed) return undefined;
  const { subject, signatureAlgorithm } = read;
  // Its own certificate first: what signed itself is told so.
  const known = [read, ...certificates];
  const { statement, short, findings } = await issuerSignatureStatement(read, subject.label, known, {
    span: signatureAlgorithm.span,
    added,
    next: input.findIssuer,
  });
  const revoked = await revocationOf(read, input.crls ?? [], known);
  return {
    verdicts: [
      validityVerdict(read, now),
      short,
      ...revocationVerdict(revoked),
      ...warningVerdicts(read.findings),
      // What its issuer took back has no trust to be asked for.
      ...(revoked?.verified === true ? [] : [await trustVerdict(read, input)]),
    ],
    sections: await certificateSections(read, now, [statement, ...pairs]),
    findings: [...certificateFindings(read, now), ...findings, ...revocationFindings(revoked)],
    certificates: [read],
    title: read.subject.label || undefinedTitle(),
  };
};

function undefinedTitle(): string {
  return vscode.l10n.t('Certificate');
}

const crl: OverviewDecoder = async ({ reading, type, certificates, added = [], now, findIssuer }) => {
  if (type !== 'CertificateList') return undefined;
  const read = reading.crl;
  const { issuer, signatureAlgorithm } = read;
  const { statement, short, findings } = await issuerSignatureStatement(read, issuer.label, certificates, {
    span: signatureAlgorithm.span,
    added,
    next: findIssuer,
  });
  return {
    verdicts: [freshnessVerdict(read, now), short],
    sections: crlSections(read, now, statement),
    findings: [...crlFreshness(read, now), ...read.findings, ...findings],
    certificates: [],
  };
};

const request: OverviewDecoder = async ({ reading, type, pairs = [] }) => {
  if (type !== 'CertificationRequest') return undefined;
  const read = reading.request;
  const { statement, short, findings } = await requestSignatureStatement(read);
  return {
    verdicts: [short],
    sections: requestSections(read, [statement, ...pairs]),
    findings: [...read.findings, ...findings],
    certificates: [],
  };
};

const cmsTypes = new Set(['ContentInfo', 'SignedData', 'EnvelopedData', 'EncryptedData']);

const cms: OverviewDecoder = async (input) => {
  const { reading, type } = input;
  return type === undefined || !cmsTypes.has(type) ? undefined : messageOverview(reading.message, input);
};

async function messageOverview(read: Cms, input: OverviewInput): Promise<Overview> {
  const { certificates, now } = input;
  const inside = 'certificates' in read.content ? read.content.certificates : [];
  const told = await cmsSections(read, certificates, now);
  const [signer] = told.signers ?? [];
  return {
    verdicts: [
      ...(told.verdicts ?? []),
      ...failedSignatures(told.findings),
      ...datesVerdict(told.findings),
      ...(signer && told.signers?.length === 1
        ? [await trustVerdict(signer, { ...input, certificates: [...inside, ...certificates] })]
        : []),
    ],
    sections: [
      section('message', vscode.l10n.t('Message'), [
        fact(vscode.l10n.t('Content type'), read.contentType.name),
      ]),
      ...timestampSections(read),
      ...told.sections,
    ],
    findings: [...read.findings, ...told.findings],
    certificates: inside,
  };
}

const timestamp: OverviewDecoder = async (input) => {
  if (input.type !== 'TimeStampResp') return undefined;
  const response = readTimestampResponse(input.reading.bytes);
  const told = response.token && (await messageOverview(response.token, input));
  return {
    verdicts: [...responseVerdicts(response), ...(told?.verdicts ?? [])],
    sections: [responseSection(response), ...(told?.sections ?? [])],
    findings: told?.findings ?? [],
    certificates: told?.certificates ?? [],
  };
};

const timestampRequest: OverviewDecoder = ({ reading: { bytes }, type }) => {
  const read = type === 'TimeStampReq' ? readTimestampRequest(bytes) : undefined;
  return Promise.resolve(read && { sections: [requestSection(read)], findings: [], certificates: [] });
};

const keys: OverviewDecoder = ({ reading: { bytes }, type, pairs = [] }) => {
  if (type === undefined) return Promise.resolve(undefined);
  if (type === 'SubjectPublicKeyInfo') {
    const key = readPublicKey(readAsn1(bytes).roots[0]);
    return Promise.resolve({ sections: publicKeySections(key), findings: key.findings, certificates: [] });
  }
  if (type === 'EcParameters') return Promise.resolve(ecParameters(bytes));
  if (type === 'EncryptedPrivateKeyInfo') return Promise.resolve(encryptedKey(bytes));
  if (!secretTypes.has(type)) return Promise.resolve(undefined);
  if (type === 'Tr34KeyBlock') return Promise.resolve({ sections: [], findings: [], certificates: [] });
  const key = readPrivateKey(bytes);
  // Said on top and in the findings, not a third time among the fields.
  const inClear = isClearPrivateKey(type, undefined) ? [pemFinding('private_key_not_encrypted')] : [];
  return Promise.resolve({
    verdicts: inClear.length > 0 ? [verdict('warn', vscode.l10n.t('Not encrypted'))] : [],
    sections: privateKeySections(key, pairs),
    findings: [...inClear, ...key.findings],
    certificates: [],
  });
};

/** OpenSSL writes them above a key; the key names its curve itself. */
function ecParameters(bytes: Uint8Array): Overview {
  const { curve, oid, strength, explicit, findings } = readEcParameters(readAsn1(bytes).roots[0]);
  const bits = (count: number): string => vscode.l10n.t('{0} bits', count);
  return {
    sections: [
      section('curve', vscode.l10n.t('EC parameters'), [
        fact(
          vscode.l10n.t('Curve'),
          curve === undefined
            ? vscode.l10n.t('explicit parameters, not a named curve')
            : strength > 0
              ? vscode.l10n.t('{0}, about {1} bits of security', curve, strength)
              : curve,
        ),
        ...(oid === undefined ? [] : [fact(vscode.l10n.t('Identified by'), oid)]),
        ...(explicit?.field === undefined ? [] : [fact(vscode.l10n.t('Field'), bits(explicit.field))]),
        ...(explicit?.order === undefined ? [] : [fact(vscode.l10n.t('Order'), bits(explicit.order))]),
        ...(explicit?.cofactor === undefined ? [] : [fact(vscode.l10n.t('Cofactor'), explicit.cofactor)]),
        verdict(
          'none',
          explicit
            ? vscode.l10n.t('These parameters describe a curve; they contain no key.')
            : vscode.l10n.t('These parameters name a curve; they contain no key.'),
        ),
        ...findings.map(ofFinding),
      ]),
    ],
    findings,
    certificates: [],
  };
}

/** What can be said without the passphrase (RFC 5958, section 3). */
function encryptedKey(bytes: Uint8Array): Overview {
  const [algorithm] = readAsn1(bytes).roots[0]?.children() ?? [];
  return {
    verdicts: [notOpened()],
    sections: [
      section('key', vscode.l10n.t('Encrypted private key'), [
        fact(vscode.l10n.t('Format'), 'PKCS#8'),
        fact(vscode.l10n.t('Encrypted with'), encryptionWords(encryptionOf(algorithm)), algorithm?.span),
        verdict('none', vscode.l10n.t('The contents were not read: the passphrase is required.')),
      ]),
    ],
    findings: [],
    certificates: [],
  };
}

/** Encrypted as a whole by its PEM header, as OpenSSL did before PKCS#8: there is no encoding to judge. */
function encryptedText(): Overview {
  const unread = vscode.l10n.t('The contents were not read: the passphrase is required.');
  return {
    verdicts: [notOpened()],
    sections: [section('key', vscode.l10n.t('Encrypted content'), [verdict('unknown', unread)])],
    findings: [],
    certificates: [],
  };
}

const decoders: readonly OverviewDecoder[] = [
  tr34Overview,
  pkcs12Overview,
  certificate,
  crl,
  request,
  timestamp,
  timestampRequest,
  cms,
  keys,
];

/** Never undefined: what nobody knows is told by its outer shape. */
export async function overviewOf(input: OverviewInput): Promise<Overview> {
  if (input.encrypted === true) return encryptedText();
  for (const decoder of decoders) {
    const told = await decoder(input);
    if (told)
      return {
        ...told,
        verdicts: [
          ...(told.headline ?? []),
          encodingVerdict(input.rows, input.damaged),
          ...(told.verdicts ?? []),
        ],
      };
  }
  return {
    verdicts: [encodingVerdict(input.rows, input.damaged)],
    sections: [shapeSection(input)],
    findings: [],
    certificates: [],
  };
}

function shapeSection({ rows, reading: { bytes }, type, damaged = false }: OverviewInput): Section {
  const { roots } = rows.document;
  const [root] = roots;
  const other = rows.otherFormat;
  const statements = [];
  if (bytes.length === 0) statements.push(verdict('warn', vscode.l10n.t('It is empty.')));
  else if (other !== undefined)
    statements.push(
      verdict('wrong', vscode.l10n.t('This looks like {0}, not like key material.', localised(other))),
    );
  else if (root?.kind === 'value' && type === undefined)
    statements.push(verdict('unknown', vscode.l10n.t('Unknown structure. See the tree for its contents.')));
  else if (root?.kind === 'error')
    statements.push(verdict('wrong', vscode.l10n.t('This cannot be read as BER or DER.')));
  // A file that was cut off is told so first, not after a look at the tab of findings.
  if (other === undefined && root?.kind === 'value' && !damaged)
    statements.push(
      ...bySeverity(rows.document.findings())
        .filter(({ severity }) => severity === 'error')
        .slice(0, 3)
        .map(ofFinding),
    );
  if (rows.known?.mismatch && !damaged)
    statements.push(
      verdict(
        'warn',
        vscode.l10n.t('It does not fully match the structure: {0}.', localised(rows.known.mismatch.reason)),
        { start: rows.known.mismatch.offset, end: rows.known.mismatch.offset + 1 },
      ),
    );
  if (root?.kind === 'value') {
    statements.push(fact(vscode.l10n.t('Outer tag'), root.tagName, root.headerSpan));
    if (roots.length > 1) statements.push(fact(vscode.l10n.t('Values at top level'), String(roots.length)));
  }
  statements.push(fact(vscode.l10n.t('Total values'), rows.index.length.toLocaleString(vscode.env.language)));
  return section('shape', vscode.l10n.t('Summary'), statements);
}

/** Worst first. */
export function sorted(findings: readonly Finding[]): Finding[] {
  return bySeverity(findings);
}
