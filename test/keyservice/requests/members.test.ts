// Requests, whole: what is said of each member that is missing, of another type, or written in another way, with the fix
// and the fault that an import asks about.
import { describe, expect, it } from 'vitest';
import { RequestJudge, shownText, titleInEnglish } from '../../../src/keyservice/requests/judge';
import { readRequest } from '../../../src/keyservice/requests/read';
import { damaged, requests, type Json } from './damages';

/** Findings at their places, fixes, faults, and the values that were read otherwise than of the sound request. */
function said(request: Json, sound: Json): string[] {
  const text = JSON.stringify(request);
  const document = readRequest(text);
  if (!document) return ['  no request'];
  const { kind, findings, fixes, values = {}, faults = [] } = document;
  const before = new Map(Object.entries(readRequest(JSON.stringify(sound))?.values ?? {}));
  const shown = (value: unknown): string =>
    shownText(value === undefined ? 'not read' : JSON.stringify(value));
  const read = Object.entries(values).filter(
    ([name, value]) =>
      !['material', 'certificate'].includes(name) && shown(value) !== shown(before.get(name)),
  );
  return [
    ...(kind === 'importKey' ? [] : [`  ${kind}`]),
    ...findings.map(({ code, severity, span, args = [] }) => {
      const place = span ? shownText(text.slice(span.start, span.end)) : 'nowhere';
      return `  ${severity} ${code} at ${place} (${args.map((arg) => shownText(String(arg))).join('; ')})`;
    }),
    ...fixes.map(
      ({ title, certain, edits }) =>
        `  ${certain ? 'fix' : 'perhaps'}: ${shownText(titleInEnglish(title))}, ${edits.length} edits: ${shownText(edits.map((one) => one.text).join(' + '))}`,
    ),
    ...faults.map(
      ({ names, text: value }) => `  fault of ${names.join('.').replace('KeyMaterial.', '')}: ${value}`,
    ),
    ...read.map(([name, value]) => `  ${name} = ${shown(value)}`),
  ];
}

describe('each member of a request', () => {
  it.each(Object.entries(requests))('of %s is judged as before', async (name, request) => {
    const lines = [['sound', request] as const, ...damaged(request)].flatMap(([what, one]) => [
      what,
      ...said(one, request),
    ]);
    await expect(lines.join('\n')).toMatchFileSnapshot(`whole/members.${name}.txt`);
  });
});

describe('options of a command', () => {
  const place = (name: string, value: Json = 'given'): unknown => {
    const { region, endpoint } =
      readRequest(JSON.stringify({ ...requests.tr31, [name]: value }))?.values ?? {};
    return [region, endpoint];
  };

  it('are read by each of their names', () => {
    for (const name of ['Region', 'region', '--region', 'AwsRegion'])
      expect(place(name), name).toEqual(['given', undefined]);
    for (const name of ['EndpointUrl', 'endpoint_url', 'endpoint-url', '--endpoint-url', 'Endpoint'])
      expect(place(name), name).toEqual([undefined, 'given']);
    for (const name of ['Regions', 'REGION', 'endpoint'])
      expect(place(name), name).toEqual([undefined, undefined]);
    expect([place('Region', 5), place('Region', '<region>'), place('Region', '')]).toEqual(
      Array(3).fill([undefined, undefined]),
    );
  });

  it.each<[string, Json, readonly string[] | undefined]>([
    ['none', [], []],
    ['one', ['us-west-2'], ['us-west-2']],
    ['several', ['us-west-2', 'us-east-1'], ['us-west-2', 'us-east-1']],
    ['what is no text', ['us-west-2', 5, null], ['us-west-2']],
    ['null', null, undefined],
    ['a text', 'us-west-2', undefined],
  ])('Regions are %s', (_, ReplicationRegions, expected) =>
    expect(readRequest(JSON.stringify({ ...requests.tr31, ReplicationRegions }))?.values?.regions).toEqual(
      expected,
    ),
  );
});

describe('a judge', () => {
  const at = (start: number, end = start + 1) => ({ start, end });

  it('takes one finding of a place, with its fixes, in the order of the text', () => {
    const judge = new RequestJudge();
    const fix = { title: 'remove_backslashes', edits: [] } as const;
    expect(judge.add('request_json', at(5), ['a'], fix)).toBe(true);
    expect(judge.add('request_value', at(5, 9), ['b'], fix)).toBe(false);
    expect(judge.add('request_value', at(3), ['c', 'd', 'e'], { ...fix, certain: false })).toBe(true);
    expect(judge.inOrder.map(({ code, span }) => [code, span?.start])).toEqual([
      ['request_value', 3],
      ['request_json', 5],
    ]);
    expect(judge.fixes.map(({ code, certain, span }) => [code, certain, span.start])).toEqual([
      ['request_json', true, 5],
      ['request_value', false, 3],
    ]);
    expect([judge.isJudgedAt(3), judge.isJudgedAt(4), judge.isJudgedAt(5)]).toEqual([true, false, true]);
    const [taken] = judge.findings;
    judge.take(taken!, at(3));
    judge.take(taken!, at(1));
    expect(judge.inOrder.map(({ span }) => span?.start)).toEqual([1, 3, 3, 5]);
  });

  it('has 100 findings, of two names 200, and says that there are more', () => {
    const filled = (count: number): RequestJudge => {
      const judge = new RequestJudge();
      for (let i = 0; i < count; i++) judge.add('request_json', at(i));
      return judge;
    };
    const codes = (judge: RequestJudge): string[] => judge.inOrder.map(({ code }) => code);
    expect([99, 100].map((count) => filled(count).goesOn())).toEqual([true, false]);
    expect(codes(filled(100))).toEqual(Array(100).fill('request_json'));
    expect(codes(filled(101))).toEqual([...Array<string>(100).fill('request_json'), 'request_more']);
    expect(filled(101).inOrder.at(-1)).toMatchObject({ args: [100], span: at(99) });
    const judge = filled(100);
    const twice = Array.from({ length: 101 }, (_, i) => judge.add('request_twice', at(1000 + i)));
    expect([twice.lastIndexOf(true), judge.findings.length, codes(judge).at(-1)]).toEqual([
      99,
      200,
      'request_more',
    ]);
    const [finding] = judge.findings;
    judge.take(finding!, at(5000));
    expect(judge.findings).toHaveLength(200);
  });

  it('shows 40 characters of a value', () => {
    expect([39, 40, 41].map((length) => shownText('x'.repeat(length)))).toEqual([
      'x'.repeat(39),
      'x'.repeat(40),
      `${'x'.repeat(38)}…`,
    ]);
  });
});
