import * as vscode from 'vscode';
import { revealSeconds } from '../../protocol/verification';
import type { Notice, Statement, StructureModel, ToStructurePage } from '../../protocol/structure';
import { textOf } from '../../core/input/material';
import { findOtherFormats } from '../../core/input/otherFormats';
import { materialFindings } from '../../core/input/pemFindings';
import { needsPassphrase } from '../../core/crypto/pkcs12Store';
import { openPkcs12Title } from '../material/structurePkcs12';
import type { Finding } from '../../core/findings';
import { localised, withFollowing } from '../ui/localise';
import { findingsSummary } from '../material/structureChecks';
import { hasKeyServices } from '../host/keyServices';
import { importSource } from '../material/importSource';
import { contentsTitle } from '../material/structureContents';
import type { StructureSession } from '../material/structureSession';

/** Findings that are listed; the rest is counted. */
const mostFindings = 500;

/** What the tab of findings shows. @param checks those that failed or were not made */
export function findingsMessage(
  findings: readonly Finding[],
  checks: readonly Statement[],
): Extract<ToStructurePage, { type: 'findings' }> {
  return {
    type: 'findings',
    findings: findings.slice(0, mostFindings).map((finding) => ({
      severity: finding.severity,
      message: withFollowing(finding),
      reference: finding.reference ?? '',
      span: finding.span && { start: finding.span.start, end: finding.span.end },
    })),
    more: Math.max(0, findings.length - mostFindings),
    summary: findingsSummary(findings.length, checks),
    checks: [...checks],
  };
}

/** What the page shows at once. */
export function structureModel(session: StructureSession, restorable: boolean): StructureModel {
  const { file, isWhole } = session;
  const parts = file.parts.slice(0, session.partCount);
  return {
    ...(isWhole
      ? { title: joined(file.name, contentsTitle(parts, file.keyBlocks)), subtitle: '', size: 0 }
      : partHead(session)),
    // On the page of a part its own alone: those of the file are on the page before it.
    notices: [
      ...(isWhole || session.partCount === 1 ? fileNotices(session) : []),
      ...(isWhole ? [] : partNotices(session)),
    ],
    parts: session.partNames(),
    part: session.part,
    isWhole,
    file: file.name,
    tab: session.tab,
    actions: [
      { id: 'openAsText', title: vscode.l10n.t('Open as Text') },
      { id: 'compare', title: vscode.l10n.t('Compare With…') },
      { id: 'addCertificates', title: vscode.l10n.t('Add Certificates…') },
      ...(!isWhole && session.token()?.kind === 'KT_KDH'
        ? [{ id: 'openWithKrdKey' as const, title: vscode.l10n.t('Open with KRD Key…') }]
        : []),
      ...(!isWhole && canOpen(session) ? [{ id: 'openPkcs12' as const, title: openPkcs12Title() }] : []),
      ...(!isWhole && importSource(session) && hasKeyServices()
        ? [{ id: 'import' as const, title: vscode.l10n.t('Import…') }]
        : []),
      ...(session.certificates().length > 1
        ? [{ id: 'exportChain' as const, title: vscode.l10n.t('Export Chain as PEM') }]
        : []),
    ],
    restore:
      restorable && file.uri && file.range
        ? { uri: file.uri.toString(), start: file.range.start, end: file.range.end }
        : undefined,
  };
}

/** Keys of other formats that are named above the page. */
const mostOthers = 3;

function canOpen({ file, part }: StructureSession): boolean {
  const { reading, store } = file.parts[part]!;
  return !store && reading.store !== undefined && needsPassphrase(reading.store);
}

const joined = (...words: string[]): string => words.filter((word) => word !== '').join(' · ');

/** What is said on top of one part. */
function partHead(session: StructureSession): Pick<StructureModel, 'title' | 'subtitle' | 'size'> {
  const rows = session.rows();
  const { title, detail } = session.partName(session.part);
  const subject = rows.type === 'Certificate' ? session.reading().certificate.subject.label : '';
  if (subject !== '')
    return {
      title: subject,
      subtitle: joined(title, session.file.name, detail.replace(`${subject} · `, '')),
      size: rows.bytes.length,
    };
  const isOther = rows.otherFormat !== undefined && rows.type === undefined;
  return {
    title: isOther ? vscode.l10n.t('Not key material') : title,
    subtitle: joined(session.file.name, detail),
    size: rows.bytes.length,
  };
}

/** Of the file, whichever part is shown. */
function fileNotices(session: StructureSession): Notice[] {
  const { file } = session;
  const list: Notice[] = [];
  if (file.total > file.bytes.length) {
    const [read, total] = [file.bytes.length, file.total].map((n) => n.toLocaleString(vscode.env.language));
    list.push({
      status: 'warn',
      text: vscode.l10n.t(
        'Only the first {0} of {1} bytes are read and shown. The file itself is complete.',
        read!,
        total!,
      ),
    });
  }
  if (file.isText && file.uri && !file.range) {
    list.push({
      status: 'none',
      text: vscode.l10n.t('This file is text.'),
      action: { id: 'openTextEditor', title: vscode.l10n.t('Open in Text Editor') },
    });
  }
  if (file.keyBlocks > 0)
    list.push({
      status: 'none',
      text:
        file.keyBlocks === 1
          ? vscode.l10n.t('It also holds 1 key block: hover over it in the text editor.')
          : vscode.l10n.t('It also holds {0} key blocks: hover over one in the text editor.', file.keyBlocks),
    });
  if (file.parts.length > session.partCount)
    list.push({
      status: 'warn',
      text: vscode.l10n.t(
        '{0} structures were found; the first {1} can be selected.',
        file.parts.length,
        session.partCount,
      ),
    });
  return list;
}

/** Of the shown part. */
function partNotices(session: StructureSession): Notice[] {
  const { file } = session;
  const part = file.parts[session.part]!;
  const rows = session.rows();
  const list: Notice[] = [];
  if (file.isText && part.encoding === 'der' && file.bytes.length > 0) {
    const others = findOtherFormats(textOf(file.bytes) ?? '').slice(0, mostOthers);
    list.push(
      ...(others.length > 0
        ? others.map(({ finding }): Notice => ({ status: 'warn', text: localised(finding) }))
        : [{ status: 'warn' as const, text: vscode.l10n.t('No key material was found in this text.') }]),
    );
  }
  const [cause] = part.problem === undefined ? [] : materialFindings(part, [], new Date());
  if (cause) list.push({ status: 'warn', text: localised(cause) });
  if (part.encrypted === true)
    list.push({
      status: 'none',
      text: vscode.l10n.t('It is encrypted with a password: there is no structure to read.'),
    });
  if (rows.isSecret) {
    list.push({
      status: 'warn',
      text: rows.revealed
        ? vscode.l10n.t(
            'Private values are shown; they are hidden again {0} seconds after you asked.',
            revealSeconds,
          )
        : vscode.l10n.t('It contains private values, which are not shown or copied.'),
      ...(rows.revealed
        ? {}
        : { action: { id: 'reveal' as const, title: vscode.l10n.t('Show Private Values…') } }),
    });
  }
  return list;
}
