import { bySeverity, type Finding } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import type { InspectorFinding, InspectorModel, RestoreToken } from '../../protocol/inspector';

/** A finding in the user's language. */
export type Localise = (finding: Finding) => string;

/**
 * What the inspector shows of a block. Pure: nothing of the host is asked.
 *
 * @param text the block, without white space
 * @param restore where it stands; undefined for a block that was typed
 */
export function keyBlockModel(
  text: string,
  restore: RestoreToken | undefined,
  localise: Localise,
): InspectorModel {
  const block = decodeKeyBlock(text);
  return {
    title: keyBlockTitle(block),
    text: text.slice(0, 9999),
    fields: block.fields.map(({ id, name, raw, meaning, span }) => ({
      id,
      name,
      raw: raw.slice(0, 9999),
      meaning,
      ...span,
    })),
    findings: findingModels(block.findings, localise),
    restore,
  };
}

/** Worst first. */
export function findingModels(findings: readonly Finding[], localise: Localise): InspectorFinding[] {
  return bySeverity(findings).map((finding) => ({
    severity: finding.severity,
    message: localise(finding),
    reference: finding.reference ?? '',
    start: finding.span?.start ?? 0,
    end: finding.span?.end ?? 0,
  }));
}
