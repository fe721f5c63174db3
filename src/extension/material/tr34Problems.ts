/** What is wrong with TR-34 tokens in text, and with the JSON requests that carry them to AWS. */
import * as vscode from 'vscode';
import { Reading } from '../../core/cms/reading';
import { wipe } from '../../core/crypto/bytes';
import type { Finding } from '../../core/findings';
import { findStructures, type DerMaterial } from '../../core/input/material';
import { judgeTr34 } from '../../keyservice/rules/tr34';
import { localised } from '../ui/localise';

/** signedData as it stands behind any outer header: in hex, and in base64 where the header has four bytes. */
export const tokenMarks = /06092A864886F70D010702|YJKoZIhvcNAQcC/i;

const mostTokens = 50;
const mostOfOne = 20;

export function tr34Diagnostics(document: vscode.TextDocument, text: string): vscode.Diagnostic[] {
  if (!tokenMarks.test(text) && !/TR-?34/.test(text)) return [];
  const found: vscode.Diagnostic[] = [];
  const structures = findStructures(text);
  for (const material of structures.slice(0, mostTokens)) {
    const { token } = new Reading(material.bytes);
    if (token?.certainty !== 'certain') continue;
    const call = callAround(text, material);
    const findings = [
      ...token.findings,
      ...(call ? judgeTr34(token, call).findings.filter(({ code }) => code !== 'aws_tr34_damaged') : []),
    ];
    for (const finding of findings.filter(({ severity }) => severity !== 'info').slice(0, mostOfOne))
      found.push(diagnostic(document, material, finding));
  }
  // Keys in the clear may be among them, and nothing of any is kept.
  wipe(...structures.map(({ bytes }) => bytes));
  return found;
}

/** Parameters beside WrappedKeyBlock in the same JSON object; undefined where the token is no such value. */
function callAround(
  text: string,
  { span, encoding }: DerMaterial,
): { wrappedKeyBlock: string; randomNonce?: string; signingKeyCertificate?: string } | undefined {
  const before = text.slice(Math.max(0, span.start - 200), span.start);
  if (encoding !== 'hex' || !/"WrappedKeyBlock"\s*:\s*"$/.test(before)) return undefined;
  const open = text.lastIndexOf('{', span.start);
  const close = text.indexOf('}', span.end);
  const object = text.slice(open + 1, close < 0 ? text.length : close);
  const end = text.indexOf('"', span.end);
  const randomNonce = /"RandomNonce"\s*:\s*"([^"]*)"/.exec(object)?.[1];
  const certificate = /"SigningKeyCertificate"\s*:\s*"([^"]*)"/.exec(object)?.[1];
  return {
    wrappedKeyBlock: text.slice(span.start, end < 0 ? span.end : end),
    // Left out is as good as empty: a two-pass token needs it.
    randomNonce: randomNonce ?? '',
    ...(certificate === undefined || /^<|^fileb?:|…/.test(certificate)
      ? {}
      : { signingKeyCertificate: certificate }),
  };
}

function diagnostic(
  document: vscode.TextDocument,
  material: DerMaterial,
  finding: Finding,
): vscode.Diagnostic {
  const { span, charOf } = material;
  const place = finding.span && charOf && finding.span.end > finding.span.start ? finding.span : undefined;
  const [start, end] = place
    ? [charOf!(place.start), Math.min(charOf!(place.end - 1) + 2, span.end)]
    : [span.start, span.end];
  const range = new vscode.Range(document.positionAt(start), document.positionAt(Math.max(end, start + 1)));
  const severity =
    finding.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const one = new vscode.Diagnostic(range, localised(finding), severity);
  one.source = 'Key Material';
  one.code = finding.code;
  return one;
}
