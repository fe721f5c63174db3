import type { Field } from '../../core/findings';
import { bySeverity } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import { localisedMessage } from './localise';

/** A block with its fields and findings as JSON; spans are characters of `text`, half-open, counted from 0. */
export function keyBlockJson(text: string): string {
  const block = decodeKeyBlock(text);
  const json = {
    title: keyBlockTitle(block),
    text: block.text,
    fields: block.fields.map(plainField),
    findings: bySeverity(block.findings).map((finding) => ({
      code: finding.code,
      severity: finding.severity,
      message: localisedMessage(finding),
      span: finding.span,
      reference: finding.reference,
    })),
  };
  return JSON.stringify(json, undefined, 2);
}

function plainField({ id, name, raw, meaning, span, children }: Field): object {
  return { id, name, raw, meaning, span, ...(children ? { children: children.map(plainField) } : {}) };
}
