// Every text of the tables of this layer, with its severity, its source, and whether it leaves something open.
import { expect, it } from 'vitest';
import type { FindingTemplate } from '../../src/core/findings';
import { refusalTexts } from '../../src/keyservice/failureTexts';
import { policyFinding } from '../../src/keyservice/iam/policyTexts';
import { manifestFinding } from '../../src/keyservice/manifest/texts';
import { profileFinding } from '../../src/keyservice/profiles';
import { fixTitles, requestFinding } from '../../src/keyservice/requests/requestTexts';
import { awsCertificateFinding } from '../../src/keyservice/rules/certificates';
import { awsCheckValueFinding } from '../../src/keyservice/rules/checkValues';
import { awsHeadlineTexts, awsKeyBlockFinding } from '../../src/keyservice/rules/keyBlockTexts';
import { awsPairCertificateFinding } from '../../src/keyservice/rules/pairCertificates';
import { awsTr34Finding } from '../../src/keyservice/rules/tr34';

interface Table {
  readonly heading: string;
  readonly templates: Readonly<Record<string, FindingTemplate>>;
}

function findingLines({ heading, templates }: Table): string[] {
  const rows = Object.entries(templates).flatMap(([code, { severity, template, one, reference, doubt }]) => [
    `${severity} ${code}${doubt ? ', in doubt' : ''}`,
    `  ${template}`,
    ...(one ? [`  where {${one.counted}} is 1: ${one.template}`] : []),
    ...(reference === undefined ? [] : [`  source: ${reference}`]),
  ]);
  return [`# ${heading}`, ...rows, ''];
}

/** Each text under its name, whatever the rows of a table are. */
const textLines = (name: string, table: object): string[] => [
  `# ${name}`,
  ...Object.entries(table).flatMap(([id, row]: [string, unknown]) =>
    typeof row === 'string'
      ? [`${id}: ${row}`]
      : [id, ...Object.entries(row as object).map(([part, text]) => `  ${part}: ${String(text)}`)],
  ),
  '',
];

it.each<[string, readonly Table[]]>([
  ['material', [awsKeyBlockFinding, awsTr34Finding, awsCheckValueFinding]],
  ['certificates', [awsCertificateFinding, awsPairCertificateFinding]],
  ['documents', [manifestFinding, requestFinding, policyFinding, profileFinding]],
])('findings on %s are the same as before', async (name, tables) => {
  await expect(tables.flatMap(findingLines).join('\n')).toMatchFileSnapshot(`whole/findings.${name}.txt`);
});

it('other texts are the same as before', async () => {
  const lines = [
    ...textLines('refusals', refusalTexts),
    ...textLines('titles of fixes', fixTitles),
    ...textLines('headlines', awsHeadlineTexts),
  ];
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/texts.txt');
});
