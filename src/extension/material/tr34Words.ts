/** Sentences about TR-34 tokens in the user's language: every template is the key of its translation. */
import { tr34AxisTexts, type Tr34Axis } from '../../core/cms/tr34/axes';
import { tr34CheckTexts } from '../../core/cms/tr34/checkTexts';
import type { Tr34Check } from '../../core/cms/tr34/checks';
import { tr34FindingTexts } from '../../core/cms/tr34/findingTexts';
import { tr34OpenTexts } from '../../core/cms/tr34/openTexts';
import { tr34StatementTexts, type Tr34Statement } from '../../core/cms/tr34/statements';
import type { Finding } from '../../core/findings';
import { awsTr34Texts } from '../../keyservice/rules/tr34Texts';
import { localisedTemplate, messageFrom } from '../ui/localise';

export const tr34Tables = [tr34FindingTexts, tr34OpenTexts, awsTr34Texts] as const;

export function statementText({ code, args }: Tr34Statement): string {
  return localisedTemplate(tr34StatementTexts[code], args);
}

export function checkText({ code, args }: Tr34Check): string {
  return localisedTemplate(tr34CheckTexts[code].template, args);
}

export function axisName({ id }: Tr34Axis): string {
  return localisedTemplate(tr34AxisTexts[id].name, []);
}

export function axisText({ template, args }: Tr34Axis): string {
  return localisedTemplate(template, args);
}

/** Of the token's reader, its opener, and AWS's rules on tokens; others as they come. */
export function tr34FindingText(finding: Finding): string {
  return messageFrom(finding, tr34Tables);
}
