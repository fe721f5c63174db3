import * as vscode from 'vscode';
import { bySeverity, type Finding, type Severity } from '../../core/findings';
import { secretTypes } from '../../core/asn1/schema/recognise';
import { readPrivateKey } from '../../core/crypto/privateKey';
import { Reading } from '../../core/cms/reading';
import type { Tr34StatementCode } from '../../core/cms/tr34/statements';
import { tr34Title } from '../../core/cms/tr34/story';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { crlFreshness } from '../../core/x509/crl';
import { fingerprints } from '../../core/x509/fingerprints';
import { certificateFindings, day, validityWords } from './structureStatements';
import { structureTitle } from './structureFile';
import type { StatementStatus } from '../../protocol/structure';
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

interface Told {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, text: string, status?: StatementStatus])[];
  readonly findings: readonly Finding[];
}

/** The hover on a certificate or another structure: who, how long, which key, what is wrong. */
export async function structureHover(
  { material, range }: LocatedStructure,
  document: vscode.TextDocument,
): Promise<vscode.MarkdownString | undefined> {
  const told = await tell(material.bytes, material.label, material.encrypted === true);
  if (!told) return undefined;
  const words: Record<Severity, string> = {
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Note'),
  };
  const lines = [`**${escapeMarkdown(told.title)}**`, ''];
  const findings = bySeverity(told.findings).filter(({ severity }) => severity !== 'info');
  if (material.problem !== undefined)
    lines.push(
      `$(warning) ${escapeMarkdown(vscode.l10n.t('The encoding is not clean: {0}.', material.problem))}`,
      '',
    );
  for (const finding of findings.slice(0, mostFindings))
    lines.push(
      `${icons[finding.severity]} **${words[finding.severity]}** ${escapeMarkdown(localised(finding))}`,
      '',
    );
  if (findings.length > mostFindings)
    lines.push(escapeMarkdown(vscode.l10n.t('and {0} more', findings.length - mostFindings)), '');
  lines.push('| | |', '|:--|:--|');
  for (const [name, text, status] of told.rows)
    lines.push(
      `|${escapeMarkdown(name)}|${status ? marks[status] : ''}${escapeMarkdown(text.slice(0, 500))}|`,
    );
  const place = {
    uri: document.uri.toString(),
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
  };
  const argument = encodeURIComponent(JSON.stringify([place]));
  lines.push('', `[${vscode.l10n.t('Inspect')}](command:keyMaterial.inspect?${argument})`);
  const markdown = new vscode.MarkdownString(lines.join('\n'), true);
  markdown.isTrusted = { enabledCommands: ['keyMaterial.inspect'] };
  return markdown;
}

/** What a token says, and what AWS would make of it; its signature is checked in the viewer. */
function tellToken(token: Tr34Token): Told {
  const names: Readonly<Partial<Record<Tr34StatementCode, string>>> = {
    key_sent: vscode.l10n.t('From, to'),
    key_kind: vscode.l10n.t('Key'),
    key_protected: vscode.l10n.t('Protection'),
    fresh_nonce: vscode.l10n.t('Fresh by'),
    fresh_time: vscode.l10n.t('Fresh by'),
    signed_by: vscode.l10n.t('Signer'),
    form: vscode.l10n.t('Form'),
    form_near: vscode.l10n.t('Form'),
  };
  const rows: [string, string, StatementStatus?][] = token.statements.map((one) => [
    names[one.code] ?? '',
    localised(one),
  ]);
  if (token.kind === 'KT_KDH') {
    const { importable, key } = judgeTr34(token);
    const status = { yes: 'ok', no: 'wrong', unclear: 'unknown' } as const;
    const text = {
      yes: vscode.l10n.t('can be imported as {0}', key?.keyUsage ?? ''),
      no: vscode.l10n.t('cannot be imported; the viewer says why'),
      unclear: vscode.l10n.t('not documented whether this is taken; the viewer says why'),
    };
    rows.push(['AWS Payment Cryptography', text[importable], status[importable]]);
  }
  return { title: tr34Title(token), rows, findings: token.findings };
}

async function tell(
  bytes: Uint8Array,
  label: string | undefined,
  encrypted: boolean,
): Promise<Told | undefined> {
  const now = new Date();
  if (encrypted)
    return {
      title: label ?? '',
      rows: [[vscode.l10n.t('Content'), vscode.l10n.t('encrypted with a password')]],
      findings: [],
    };
  const reading = new Reading(bytes);
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
      return {
        title: `${kind} · ${certificate.subject.label}`,
        rows: [
          [vscode.l10n.t('Subject'), certificate.subject.text],
          [
            vscode.l10n.t('Issuer'),
            certificate.selfIssued ? vscode.l10n.t('itself') : certificate.issuer.text,
          ],
          [vscode.l10n.t('Validity'), text, status],
          [vscode.l10n.t('Key'), certificate.publicKey.name],
          [vscode.l10n.t('Signed with'), certificate.signatureAlgorithm.name],
          [vscode.l10n.t('Serial number, hex'), certificate.serial.hex],
          ...(prints ? [['SHA-256', prints.sha256] as const] : []),
        ],
        // Expiry stands in the table already.
        findings: certificateFindings(certificate, now).filter(
          ({ code }) => code !== 'x509_expired' && code !== 'x509_not_yet_valid',
        ),
      };
    }
    case 'CertificateList': {
      const { crl } = reading;
      const due = crl.nextUpdate?.date;
      return {
        title: `${kind} · ${crl.issuer.label}`,
        rows: [
          [vscode.l10n.t('Issuer'), crl.issuer.text],
          [vscode.l10n.t('Revoked'), crl.count.toLocaleString(vscode.env.language)],
          ...(due ? [[vscode.l10n.t('Next one due'), day(due)] as const] : []),
        ],
        findings: [...crlFreshness(crl, now), ...crl.findings],
      };
    }
    case 'CertificationRequest': {
      const csr = reading.request;
      return {
        title: `${kind} · ${csr.subject.label}`,
        rows: [
          [vscode.l10n.t('Subject'), csr.subject.text],
          [vscode.l10n.t('Key'), csr.publicKey.name],
        ],
        findings: csr.findings,
      };
    }
    case 'ContentInfo': {
      const cms = reading.message;
      const { content } = cms;
      const rows: [string, string][] = [[vscode.l10n.t('Content type'), cms.contentType.name]];
      if (content.type === 'signedData') {
        rows.push([vscode.l10n.t('Content'), content.eContentType.name]);
        rows.push([
          vscode.l10n.t('Signers'),
          content.signers.map(({ sid }) => sid.text).join('; ') || vscode.l10n.t('none'),
        ]);
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
      return { title: kind, rows, findings: cms.findings };
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
          rows: [[vscode.l10n.t('Size'), vscode.l10n.t('{0} bytes', bytes.length)]],
          findings: [],
        };
      const key = readPrivateKey(bytes);
      return {
        title: kind,
        rows: [
          [vscode.l10n.t('Key'), key.name],
          [vscode.l10n.t('Form'), key.form],
        ],
        findings: key.findings,
      };
    }
  }
}
