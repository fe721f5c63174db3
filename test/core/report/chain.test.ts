/** The certificates of sources in order and checked, and two materials side by side. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPemBlocks } from '../../../src/core/input/pem';
import { chainReport, type ChainReport, type ChainSource } from '../../../src/core/report/chain';
import { comparisonReport, type ComparedField } from '../../../src/core/report/compare';
import { reportNotice, reportOf } from '../../../src/core/report/report';
import type { Report, ReportedField, ReportedMaterial } from '../../../src/core/report/types';
import { field, group, hidden, bytesOf, characters, withheldText } from '../../../src/core/report/values';
import { fieldLines, findingLines } from './lines';

const at = new Date('2026-11-30T00:00:00Z');
const sample = (name: string): Buffer =>
  readFileSync(path.join(import.meta.dirname, '../../../media/samples', name));

function chainLines(title: string, { certificates, paths, findings, ...rest }: ChainReport): string[] {
  return [
    `# ${title}: ${JSON.stringify({ ...rest, notice: rest.notice === reportNotice })}`,
    ...certificates.flatMap((one) => [
      `- ${one.subject} of ${one.source ?? 'no name'}`,
      ...fieldLines(one.fields.filter(({ id }) => id === 'issuer' || id === 'serial')),
      ...findingLines(one.findings),
    ]),
    ...paths.flatMap(({ certificates: order, verdict, complete, links, findings: own }) => [
      `- path ${order.join(', ')}: ${verdict}, ${complete ? 'complete' : 'not complete'}; ${links
        .map((link) => `${link.subject} by ${link.issuer ?? 'nobody'} ${link.verdict}`)
        .join('; ')}`,
      ...findingLines(own),
    ]),
    ...findingLines(findings),
    '',
  ];
}

it('chains of the samples, of several sources, and of none', async () => {
  const [ca, kdh, expired, root] = findPemBlocks(sample('chain.pem').toString('latin1')).map(
    ({ bytes }) => bytes,
  );
  const key = (
    JSON.parse(readFileSync(path.join(import.meta.dirname, '../crypto/privateKeys.json'), 'utf8')) as Record<
      string,
      string
    >
  )['PKCS8-EC']!;
  const cases: readonly (readonly [string, readonly ChainSource[]])[] = [
    ['whole', [{ name: 'chain.pem', input: sample('chain.pem').toString() }]],
    ['of bytes of a text', [{ name: null, input: sample('chain.pem') }]],
    [
      'of several sources, in no order',
      [
        { name: 'root.der', input: root! },
        { name: 'kdh.der', input: kdh! },
        { name: 'ca.der', input: ca! },
      ],
    ],
    [
      'without the root',
      [
        { name: 'a', input: kdh! },
        { name: null, input: ca! },
      ],
    ],
    [
      'without the CA',
      [
        { name: 'a', input: kdh! },
        { name: 'b', input: root! },
      ],
    ],
    ['expired', [{ name: 'a', input: expired! }]],
    [
      'the same twice',
      [
        { name: 'a', input: root! },
        { name: 'b', input: root! },
      ],
    ],
    ['of a message', [{ name: 'p7b', input: sample('chain.p7b') }]],
    ['of a request', [{ name: 'csr', input: sample('kdh.csr').toString() }]],
    [
      'of a private key beside a root',
      [
        {
          name: 'mixed',
          input: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n${Buffer.from(root!).toString('base64')}`,
        },
      ],
    ],
    [
      'of damaged ones',
      [
        { name: 'cut', input: root!.subarray(0, 200) },
        { name: 'text', input: 'nothing' },
      ],
    ],
    ['of nothing', []],
  ];
  const lines: string[] = [];
  for (const [title, sources] of cases) lines.push(...chainLines(title, await chainReport(sources, at)));
  const early = await chainReport(cases[0]![1], new Date('2023-01-01T00:00:00.5Z'));
  lines.push(...chainLines('before all of them', early));
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/chains.txt');
});

it('takes a thousand certificates at most, doubled ones too', async () => {
  const [ca, , , root] = findPemBlocks(sample('chain.pem').toString('latin1')).map(({ bytes }) => bytes);
  const subjects = async (copies: number): Promise<string[]> => {
    const sources = Array.from({ length: copies }, () => ({ name: null, input: root! }));
    const { certificates } = await chainReport([...sources, { name: null, input: ca! }], at);
    return certificates.map(({ subject }) => subject).sort();
  };
  expect(await subjects(999)).toEqual(['CN=TEST KDH CA', 'CN=TEST Root CA']);
  expect(await subjects(1000)).toEqual(['CN=TEST Root CA']);
});

const material = (
  fields: readonly ReportedField[],
  kind: ReportedMaterial['kind'] = 'keyBlock',
): ReportedMaterial => ({
  kind,
  name: 'made',
  place: { unit: 'bytes', start: 0, end: 1 },
  coats: [],
  size: characters(1),
  fields,
  findings: [],
  aws: null,
});
const reportWith = (...materials: ReportedMaterial[]): Report => ({ ...reportOf('', { at }), materials });
const states = (a: readonly ReportedField[], b: readonly ReportedField[]): string[] => {
  const lines = (fields: readonly ComparedField[]): string[] =>
    fields.flatMap(({ id, name, state, a: one, b: other, fields: parts }) => [
      `${id} ${name} ${state} ${one} ${other}`,
      ...lines(parts).map((line) => `> ${line}`),
    ]);
  return lines(comparisonReport(reportWith(material(a)), reportWith(material(b))).fields);
};

describe('two materials', () => {
  const secret = (count: number) =>
    hidden('s', 'S', { reason: 'secret', size: bytesOf(count), sha256: null });
  const wrapped = (text: string) => hidden('s', 'S', withheldText('wrapped', text));

  it.each<[string, ReportedField[], ReportedField[], string[]]>([
    ['the same value', [field('f', 'F', '1')], [field('f', 'Other', '1', 'meant')], ['f F same 1 1']],
    ['another value', [field('f', 'F', '1')], [field('f', 'F', '2')], ['f F different 1 2']],
    ['of one only', [field('f', 'F', '1')], [field('g', 'G', '2')], ['f F onlyA 1 null', 'g G onlyB null 2']],
    [
      'of the second only, between',
      [field('f', 'F', '1')],
      [field('g', 'G', '2'), field('f', 'F', '1')],
      ['f F same 1 1', 'g G onlyB null 2'],
    ],
    ['withheld, the same', [wrapped('AB')], [wrapped('ab')], ['s S same null null']],
    ['withheld, other bytes', [wrapped('AB')], [wrapped('AC')], ['s S different null null']],
    ['withheld, another length', [wrapped('AB')], [wrapped('ABAB')], ['s S different null null']],
    ['secrets of one length', [secret(8)], [secret(8)], ['s S notCompared null null']],
    ['secrets of two lengths', [secret(8)], [secret(9)], ['s S different null null']],
    ['a secret and wrapped bytes', [secret(2)], [wrapped('AB')], ['s S notCompared null null']],
    ['wrapped bytes and a secret', [wrapped('AB')], [secret(2)], ['s S notCompared null null']],
    ['withheld and not', [secret(2)], [field('s', 'S', '')], ['s S different null ']],
    ['withheld and a group', [secret(2)], [group('s', 'S', [])], ['s S different null null']],
    ['a group and withheld', [group('s', 'S', [])], [secret(2)], ['s S different null null']],
    [
      'groups, the same',
      [group('g', 'G', [field('f', 'F', '1')])],
      [group('g', 'G', [field('f', 'F', '1')])],
      ['g G same null null', '> f F same 1 1'],
    ],
    [
      'groups, a part differs',
      [group('g', 'G', [field('f', 'F', '1'), secret(1)])],
      [group('g', 'G', [field('f', 'F', '2'), secret(1)])],
      ['g G different null null', '> f F different 1 2', '> s S notCompared null null'],
    ],
    [
      'groups, a part not compared',
      [group('g', 'G', [field('f', 'F', '1'), secret(1)])],
      [group('g', 'G', [field('f', 'F', '1'), secret(1)])],
      ['g G notCompared null null', '> f F same 1 1', '> s S notCompared null null'],
    ],
    [
      'groups, a part more',
      [group('g', 'G', [])],
      [group('g', 'G', [field('f', 'F', '1')])],
      ['g G different null null', '> f F onlyB null 1'],
    ],
    [
      'a group of one only',
      [group('g', 'G', [field('f', 'F', '1')])],
      [],
      ['g G onlyA null null', '> f F onlyA 1 null'],
    ],
  ])('%s', (_, a, b, expected) => expect(states(a, b)).toEqual(expected));

  it('are the first of each, of one kind', () => {
    const [one, other] = [material([field('f', 'F', '1')]), material([field('f', 'F', '1')], 'cms')];
    const both = comparisonReport(reportWith(one, other), reportWith(one));
    expect(both).toEqual({
      format: 'key-material-comparison',
      version: 1,
      notice: reportNotice,
      a: one,
      b: one,
      fields: [{ id: 'f', name: 'F', state: 'same', a: '1', b: '1', fields: [] }],
    });
    expect(comparisonReport(reportWith(one), reportWith(other)).fields).toEqual([]);
    expect(comparisonReport(reportWith(one), reportWith())).toMatchObject({ a: one, b: null, fields: [] });
    expect(comparisonReport(reportWith(), reportWith(one))).toMatchObject({ a: null, b: one, fields: [] });
    expect(comparisonReport(reportWith(), reportWith())).toMatchObject({ a: null, b: null, fields: [] });
  });
});
