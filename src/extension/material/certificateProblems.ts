import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import type { Finding } from '../../core/findings';
import { pemFinding } from '../../core/input/findingTexts';
import { findOtherFormats } from '../../core/input/otherFormats';
import { findPemBlocks, type PemBlock } from '../../core/input/pem';
import { pemFindings } from '../../core/input/pemFindings';
import { findDamagedFrames } from '../../core/input/pemFrames';
import { isCertificateLabel } from '../../core/input/pemLabel';
import { readCertificate } from '../../core/x509/certificate';
import { revocationFindings, revocationOf } from '../../core/x509/revocation';
import { localised } from '../ui/localise';
import { partsOf } from './documentParts';
import { keyStatement } from './keyPairWords';
import { issuerSignatureStatement } from './structureSignature';

/** Checking takes time: signatures of further blocks are left alone. */
const mostSignatures = 500;

/** What is wrong with the certificates and keys of a text, on their blocks. */
export async function certificateDiagnostics(
  document: vscode.TextDocument,
  text: string,
  now: Date,
): Promise<vscode.Diagnostic[]> {
  const blocks = findPemBlocks(text);
  // Before anything is waited for: keys in the clear are overwritten there.
  const found = blocks.flatMap((block) => blockDiagnostics(document, block, now));
  found.push(...frameDiagnostics(document, text, blocks));
  for (const { finding } of findOtherFormats(text)) {
    const { start, end } = finding.span!;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    found.push(diagnostic(finding, localised(finding), range));
  }
  for (const block of blocks.slice(0, mostSignatures))
    found.push(...(await signatureDiagnostics(document, block)));
  return found;
}

function blockDiagnostics(document: vscode.TextDocument, block: PemBlock, now: Date): vscode.Diagnostic[] {
  const head = headOf(document, block);
  const { name, frame, content, notes } = pemFindings(block, now);
  return [
    ...[...frame, ...notes].map((finding) => {
      if (finding.code !== 'private_key_not_encrypted') {
        const { span, folded = [] } = finding;
        const range = span
          ? new vscode.Range(document.positionAt(span.start), document.positionAt(span.end))
          : head;
        const one = diagnostic(finding, localised(finding), range);
        one.relatedInformation = folded.map(
          (follows) =>
            new vscode.DiagnosticRelatedInformation(
              new vscode.Location(document.uri, head),
              vscode.l10n.t('Follows from it: {0}', localised(follows)),
            ),
        );
        return one;
      }
      wipe(block.bytes);
      const { matches, spans, certificates, requests } = partsOf(document);
      const match = matches.find(({ key }) => spans[key]?.start === block.span.start);
      const belongs = match && keyStatement(match, certificates.length, (place) => requests.has(place));
      return diagnostic(
        finding,
        belongs ? `${localised(finding)} ${belongs.text}` : localised(finding),
        new vscode.Range(head.start, document.positionAt(block.span.end)),
      );
    }),
    ...content.map((finding) =>
      diagnostic(
        finding,
        name === '' ? localised(finding) : vscode.l10n.t('{0}: {1}', name, localised(finding)),
        head,
      ),
    ),
  ];
}

/** Frames without a BEGIN line that can be read: nothing else says that there is a block. */
function frameDiagnostics(
  document: vscode.TextDocument,
  text: string,
  blocks: readonly PemBlock[],
): vscode.Diagnostic[] {
  return findDamagedFrames(text)
    .filter((frame) => !blocks.some(({ span }) => span.start < frame.span.end && frame.span.start < span.end))
    .map(({ problem, span }) => {
      const finding = pemFinding('pem_broken', span, [problem]);
      const start = document.positionAt(span.start);
      const head = new vscode.Range(start, document.lineAt(start).range.end);
      return diagnostic(finding, localised(finding), head);
    });
}

/** A signature that fails with the key of an issuer in the same text, or a CRL there that lists the certificate. */
async function signatureDiagnostics(
  document: vscode.TextDocument,
  block: PemBlock,
): Promise<vscode.Diagnostic[]> {
  if (!isCertificateLabel(block.label)) return [];
  const certificate = readCertificate(block.bytes);
  if (!certificate.wellFormed) return [];
  const { certificates, crls } = partsOf(document);
  const known = [certificate, ...certificates];
  const { findings } = await issuerSignatureStatement(certificate, certificate.subject.label, known);
  const revoked = revocationFindings(await revocationOf(certificate, crls, known));
  const { label } = certificate.subject;
  return [
    ...findings.map((finding) => diagnostic(finding, localised(finding), headOf(document, block))),
    ...revoked.map((finding) =>
      diagnostic(finding, `${label}: ${localised(finding)}`, headOf(document, block)),
    ),
  ];
}

/** The first line of a block. */
function headOf(document: vscode.TextDocument, { span }: PemBlock): vscode.Range {
  const start = document.positionAt(span.start);
  return new vscode.Range(start, document.lineAt(start).range.end);
}

function diagnostic({ code, severity }: Finding, message: string, range: vscode.Range): vscode.Diagnostic {
  const { Information, Warning } = vscode.DiagnosticSeverity;
  const one = new vscode.Diagnostic(range, message, severity === 'info' ? Information : Warning);
  one.source = 'Key Material';
  one.code = code;
  return one;
}
