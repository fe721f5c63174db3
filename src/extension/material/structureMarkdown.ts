import * as vscode from 'vscode';
import { bySeverity, type Finding, type Severity } from '../../core/findings';
import { secretTypes } from '../../core/asn1/schema/recognise';
import { wipe } from '../../core/crypto/bytes';
import { isClearPrivateKey } from '../../core/crypto/keyPairs';
import { readPrivateKey } from '../../core/crypto/privateKey';
import { materialFindings, pemFindings } from '../../core/input/pemFindings';
import { Reading } from '../../core/cms/reading';
import type { Tr34StatementCode } from '../../core/cms/tr34/statements';
import { tr34TitleText } from '../../core/cms/tr34/story';
import type { Tr34Token } from '../../core/cms/tr34/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import { crlFreshness, crlScope } from '../../core/x509/crl';
import { fingerprints } from '../../core/x509/fingerprints';
import { revocationVerdict } from './structureVerdicts';
import { revocationFindings, revocationOf } from '../../core/x509/revocation';
import { publicRows } from './hoverRows';
import { day, validityWords, verdict, withoutRepeats } from './structureStatements';
import { type DocumentParts, partsOf } from './documentParts';
import { keyStatement } from './keyPairWords';
import { roleWords } from './structureCertificate';
import {
  issuerSignatureStatement,
  requestSignatureStatement,
  type SignatureStatement,
} from './structureSignature';
import { structureTitle } from './structureFile';
import type { Statement, StatementStatus } from '../../protocol/structure';
import { actionLinks, type KeyBlockAction, structureActions } from './keyBlockActions';
import type { StructurePlace } from './structurePlace';
import { judgeTr34 } from '../../keyservice/rules/tr34';
import type { LocatedStructure } from './documentStructure';
import { escapeMarkdown } from '../ui/markdown';
import { localised } from '../ui/localise';

const icons: Record<Severity, string> = { error: '$(error)', warning: '$(warning)', info: '$(info)' };
const marks: Record<StatementStatus, string> = {
  ok: '$(pass) ',
  wrong: '$(error) ',
  warn: '$(warning) ',
  unknown: '$(question) ',
  none: '',
};
const mostFindings = 5;
/** Names and purposes of one row. */
const mostValues = 4;

interface Told {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly findings: readonly Finding[];
  /** Whether Import Key takes it. */
  readonly importable?: boolean;
}

/** The hover on a certificate or another structure: what is wrong, who, how long, which key, who signed it. */
export async function structureHover(
  located: LocatedStructure,
  document: vscode.TextDocument,
  actionsOf = structureActions,
): Promise<vscode.MarkdownString | undefined> {
  const { material, range } = located;
  const now = new Date();
  const { bytes, label } = material;
  const encrypted = material.encrypted === true || label?.startsWith('ENCRYPTED') === true;
  const reading = new Reading(bytes, label);
  const start = document.offsetAt(range.start);
  try {
    const told = await tell(reading, label, material.encrypted === true, now, partsOf(document), start);
    if (!told) return undefined;
    // What Problems shows leads; dates stand in the table.
    const inside = label === undefined ? [] : pemFindings({ ...material, label, encrypted }, now).content;
    const content = withoutRepeats([...told.findings, ...inside]).filter(
      ({ severity, code }) => severity !== 'info' && code !== 'x509_expired' && code !== 'x509_not_yet_valid',
    );
    const findings = materialFindings({ ...material, encrypted }, bySeverity(content), now);
    const secret = isClearPrivateKey(reading.type, label) || secretTypes.has(reading.type ?? '');
    const copy = !secret && reading.type !== 'PFX' && material.encrypted !== true;
    const actions = await actionsOf({ import: told.importable === true, copy });
    const place = { uri: document.uri.toString(), start, end: document.offsetAt(range.end) };
    return markdownOf(told, findings, actions, place);
  } finally {
    if (isClearPrivateKey(reading.type, label)) wipe(bytes);
  }
}

/** As on a key block: what is wrong and what can be done is above the table, which may reach out of sight. */
function markdownOf(
  told: Told,
  findings: readonly Finding[],
  actions: readonly KeyBlockAction[],
  place: StructurePlace,
): vscode.MarkdownString {
  const words: Record<Severity, string> = {
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Note'),
  };
  const head = [`**${escapeMarkdown(told.title)}**`];
  for (const finding of findings.slice(0, mostFindings))
    head.push(
      `${icons[finding.severity]} **${words[finding.severity]}** ${escapeMarkdown(localised(finding))}`,
    );
  if (findings.length > mostFindings)
    head.push(escapeMarkdown(vscode.l10n.t('and {0} more', findings.length - mostFindings)));
  if (actions.length > 0) head.push(actionLinks(actions, place));
  const lines = [head.join('  \n'), '', '| | |', '|:--|:--|'];
  for (const [name, text, status] of told.rows)
    lines.push(
      `|${escapeMarkdown(name)}|${status ? marks[status] : ''}${escapeMarkdown(text.slice(0, 500))}|`,
    );
  const markdown = new vscode.MarkdownString(lines.join('\n'), true);
  markdown.isTrusted = { enabledCommands: actions.map(({ command }) => command) };
  return markdown;
}

type Row = readonly [name: string, text: string, status?: StatementStatus];

/** Signers of messages and tokens are checked in the viewer: it says with which certificate, and loads those missing. */
const uncheckedSignature = (): Row => [
  vscode.l10n.t('Signature'),
  vscode.l10n.t('Signature not checked here: select Inspect'),
  'unknown',
];

const signatureRow = ({ text, status }: Statement): Row => [vscode.l10n.t('Signature'), text, status];

/** In a document that was not looked at whole, nobody can say that the issuer is not in it. */
function issuerRow({ statement, isHere }: SignatureStatement, { whole }: DocumentParts): Row {
  return isHere || whole
    ? signatureRow(statement)
    : signatureRow(
        verdict(
          'unknown',
          vscode.l10n.t('Signature not checked: the file is too long to look for the issuer.'),
        ),
      );
}

/** Names and purposes that a certificate has besides its subject, a few of each. */
function extensionRows({ extensions }: Certificate): Row[] {
  const wanted: readonly (readonly [extension: string, label: string])[] = [
    ['subjectAltName', vscode.l10n.t('Names')],
    ['extKeyUsage', vscode.l10n.t('Purposes')],
  ];
  return wanted.flatMap(([extension, label]): Row[] => {
    const field = extensions.find(({ name }) => name === extension)?.field;
    if (!field) return [];
    const values = field.children?.map(({ meaning }) => meaning).filter((text) => text !== '') ?? [];
    if (values.length === 0) return field.meaning === '' ? [] : [[label, field.meaning]];
    const more = values.length - mostValues;
    const shown = values.slice(0, mostValues).join(', ');
    return [[label, more > 0 ? `${shown}, ${vscode.l10n.t('and {0} more', more)}` : shown]];
  });
}

/** What a token says, and what AWS would make of it; its signature is checked in the viewer. */
function tellToken(token: Tr34Token): Told {
  const names: Readonly<Partial<Record<Tr34StatementCode, string>>> = {
    key_sent: vscode.l10n.t('From, to'),
    key_kind: vscode.l10n.t('Key'),
    key_protected: vscode.l10n.t('Protection'),
    fresh_nonce: vscode.l10n.t('Freshness'),
    fresh_time: vscode.l10n.t('Freshness'),
    signed_by: vscode.l10n.t('Signer'),
    form: vscode.l10n.t('Format'),
    form_near: vscode.l10n.t('Format'),
  };
  const rows: Row[] = token.statements.map((one) => [names[one.code] ?? '', localised(one)]);
  if (token.signer) rows.push(uncheckedSignature());
  if (token.kind === 'KT_KDH') {
    const { importable, key } = judgeTr34(token);
    const status = { yes: 'unknown', no: 'wrong', unclear: 'warn' } as const;
    const text = {
      yes: vscode.l10n.t('meets the documented rules as {0}', key?.keyUsage ?? ''),
      no: vscode.l10n.t('cannot be imported; see the viewer for the reason'),
      unclear: vscode.l10n.t('not documented whether this is accepted; see the viewer for the reason'),
    };
    rows.push(['AWS Payment Cryptography', text[importable], status[importable]]);
  }
  return {
    title: localised(tr34TitleText(token)),
    rows,
    findings: token.findings,
    importable: token.kind === 'KT_KDH',
  };
}

async function tell(
  reading: Reading,
  label: string | undefined,
  encrypted: boolean,
  now: Date,
  parts: DocumentParts,
  start: number,
): Promise<Told | undefined> {
  const { bytes } = reading;
  if (encrypted)
    return {
      title: label ?? '',
      rows: [[vscode.l10n.t('Content'), vscode.l10n.t('encrypted with a password')]],
      findings: [],
    };
  const { token, type } = reading;
  if (token?.certainty === 'certain') return tellToken(token);
  const kind = structureTitle(type);
  switch (type) {
    case 'Certificate': {
      const { certificate } = reading;
      const { status, text } = validityWords(
        { from: certificate.notBefore?.date, to: certificate.notAfter?.date },
        now,
      );
      const prints = await fingerprints(certificate);
      const known = [certificate, ...parts.certificates];
      const signed = await issuerSignatureStatement(certificate, certificate.subject.label, known);
      const revoked = await revocationOf(certificate, parts.crls, known);
      return {
        title: `${kind} · ${certificate.subject.label}`,
        rows: [
          [vscode.l10n.t('Subject'), certificate.subject.text],
          [
            vscode.l10n.t('Issuer'),
            certificate.selfIssued ? vscode.l10n.t('itself') : certificate.issuer.text,
          ],
          [vscode.l10n.t('Validity'), text, status],
          issuerRow(signed, parts),
          ...revocationVerdict(revoked).map(({ text, status }): Row => [
            vscode.l10n.t('Revocation'),
            text,
            status,
          ]),
          [vscode.l10n.t('Role'), roleWords(certificate)],
          ...extensionRows(certificate),
          [vscode.l10n.t('Key'), certificate.publicKey.name],
          [vscode.l10n.t('Signed with'), certificate.signatureAlgorithm.name],
          [vscode.l10n.t('Serial number, hex'), certificate.serial.hex],
          ...(prints ? [['SHA-256', prints.sha256] as const] : []),
        ],
        findings: [...certificate.findings, ...signed.findings, ...revocationFindings(revoked)],
        importable: true,
      };
    }
    case 'CertificateList': {
      const { crl } = reading;
      const due = crl.nextUpdate?.date;
      const signed = await issuerSignatureStatement(crl, crl.issuer.label, parts.certificates);
      return {
        title: `${kind} · ${crl.issuer.label}`,
        rows: [
          [vscode.l10n.t('Issuer'), crl.issuer.text],
          issuerRow(signed, parts),
          [vscode.l10n.t('Revoked'), crl.count.toLocaleString(vscode.env.language)],
          ...crlScope(crl).map((finding) => [vscode.l10n.t('Scope'), localised(finding)] as const),
          ...(due ? [[vscode.l10n.t('Next update due'), day(due)] as const] : []),
        ],
        findings: [...crlFreshness(crl, now), ...crl.findings, ...signed.findings],
      };
    }
    case 'CertificationRequest': {
      const csr = reading.request;
      const signed = await requestSignatureStatement(csr);
      return {
        title: `${kind} · ${csr.subject.label}`,
        rows: [
          [vscode.l10n.t('Subject'), csr.subject.text],
          signatureRow(signed.statement),
          [vscode.l10n.t('Key'), csr.publicKey.name],
        ],
        findings: [...csr.findings, ...signed.findings],
      };
    }
    case 'ContentInfo': {
      const cms = reading.message;
      const { content } = cms;
      const rows: Row[] = [[vscode.l10n.t('Content type'), cms.contentType.name]];
      if (content.type === 'signedData') {
        rows.push([vscode.l10n.t('Content'), content.eContentType.name]);
        rows.push([
          vscode.l10n.t('Signers'),
          content.signers.map(({ sid }) => sid.text).join('; ') || vscode.l10n.t('none'),
        ]);
        if (content.signers.length > 0) rows.push(uncheckedSignature());
      }
      if ('recipients' in content)
        rows.push([
          vscode.l10n.t('Recipients'),
          content.recipients.flatMap(({ names }) => names.map(({ text }) => text)).join('; '),
        ]);
      if ('certificates' in content && content.certificates.length > 0)
        rows.push([
          vscode.l10n.t('Certificates'),
          content.certificates.map(({ subject }) => subject.label).join(', '),
        ]);
      const importable = reading.certificates.length > 0;
      return { title: kind, rows, findings: cms.findings, importable };
    }
    case undefined:
      // PEM says what it wants to be; anything else is left alone.
      return label === undefined
        ? undefined
        : {
            title: label,
            rows: [[vscode.l10n.t('Size'), vscode.l10n.t('{0} bytes', bytes.length)]],
            findings: [],
          };
    default: {
      if (!secretTypes.has(type) || type === 'Tr34KeyBlock')
        return {
          title: kind,
          rows: [
            ...publicRows(bytes, type),
            [vscode.l10n.t('Size'), vscode.l10n.t('{0} bytes', bytes.length)],
          ],
          findings: [],
        };
      const key = readPrivateKey(bytes);
      const match = parts.matches.find((one) => parts.spans[one.key]?.start === start);
      const belongs =
        match && keyStatement(match, parts.certificates.length, (place) => parts.requests.has(place));
      return {
        title: kind,
        rows: [
          [vscode.l10n.t('Key'), key.name],
          [vscode.l10n.t('Format'), key.form],
          ...(belongs ? [[vscode.l10n.t('Certificate'), belongs.text, belongs.status] as const] : []),
        ],
        findings: key.findings,
      };
    }
  }
}
