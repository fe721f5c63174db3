// A small text cannot keep the extension busy: the work is counted, as a stopwatch depends on the machine.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readJsonTree } from '../../../src/keyservice/jsonTree';
import { readRequest } from '../../../src/keyservice/requests/read';

afterEach(() => {
  vi.restoreAllMocks();
});

const certificate = 'MIIB'.repeat(20_000);
const attributes = (members: string): string =>
  `{"KeyMaterial":{"RootCertificatePublicKey":{"KeyAttributes":{${members}},"PublicKeyCertificate":"${certificate}"}}}`;
const many = (count: number, member: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => member(place)).join();
const codes = (text: string): string[] => readRequest(text)?.findings.map(({ code }) => code) ?? [];

/** How often a regular expression looked at a text as long as the certificate. */
function longTests(text: string): number {
  const spy = vi.spyOn(RegExp.prototype, 'test');
  readRequest(text);
  return spy.mock.calls.filter(([given]) => given.length >= certificate.length && given !== text).length;
}

describe('a hostile request', () => {
  it.each([
    ['one name many times', attributes(many(5000, () => '"KeyAlgorithm":"x"'))],
    [
      'misspelled modes',
      attributes(`"KeyModesOfUse":{${many(5000, (at) => `"${' '.repeat(at % 9)}en crypt":true`)}}`),
    ],
    [
      'options',
      `{"KeyMaterial":{"Tr31KeyBlock":{}},${many(10_000, (at) => `"${'-'.repeat(at % 99)}KeyCheckValueAlgorithm":0`)}}`,
    ],
  ])('with %s is not judged member by member, and nothing of it is imported', (_, text) => {
    const request = readRequest(text);
    expect(request?.findings.map(({ code }) => code)).toEqual(['request_many_members']);
    expect(request?.values).toBeUndefined();
    expect(longTests(text)).toBe(0);
  });

  it('has its certificate read a few times, not once for each algorithm', () => {
    const few = longTests(attributes('"KeyAlgorithm":"x"'));
    vi.restoreAllMocks();
    expect(longTests(attributes(many(60, () => '"KeyAlgorithm":"x"')))).toBeLessThanOrEqual(few);
  });

  it('without commas is looked through once for the lines of its faults', () => {
    const text = `{"KeyMaterial":{"Tr31KeyBlock":{}} ${'"a":1 '.repeat(40_000)}}`;
    const backwards = vi.spyOn(String.prototype, 'lastIndexOf');
    const slices = vi.spyOn(String.prototype, 'slice');
    const tree = readJsonTree(text, { deepest: 16, strict: true });
    expect(tree.deepAt === undefined && tree.faults.length).toBe(1);
    expect(backwards.mock.calls.length).toBe(0);
    const sliced = slices.mock.calls.reduce(
      (sum, [from = 0, to = text.length]) => sum + Math.max(to - from, 0),
      0,
    );
    expect(sliced).toBeLessThan(3 * text.length);
  });

  it('keeps its findings at a number, and stops with an error where there are more', () => {
    const unknown = many(150, (at) => `"Unknown${at}":1`);
    const text = `{"KeyMaterial":{"Tr31KeyBlock":{}},${unknown}}`;
    const found = codes(text);
    expect(found.length).toBe(101);
    expect(found.at(-1)).toBe('request_more');
    const request = readRequest(text)!;
    expect(request.faults?.map(({ finding }) => finding.code)).toContain('request_more');
  });

  it('names what is given twice beyond that number', () => {
    const unknown = many(120, (at) => `"Unknown${at}":1`);
    expect(
      codes(`{${unknown},"KeyMaterial":{"Tr31KeyBlock":{"WrappedKeyBlock":"D","WrappedKeyBlock":"E"}}}`),
    ).toContain('request_twice');
  });
});
