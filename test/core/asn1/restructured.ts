/**
 * Every small change of structure that a DER value can have: each of its parts left out, given twice, emptied, of another
 * type, of another value, or behind the part that follows it. Lengths are right again around each change, so that it is a
 * reader's rules that judge it and not the length of a value.
 */
import { createHash } from 'node:crypto';
import type { Asn1Node } from '../../../src/core/asn1/node';
import { readAsn1 } from '../../../src/core/asn1/read';
import { wholeLines } from '../../whole';

interface Part {
  /** Octets of its tag; none: what stands there as it is. */
  readonly tag: readonly number[];
  /** Octets before its parts: how many bits of a BIT STRING are not used. */
  readonly lead: Uint8Array;
  readonly octets: Uint8Array;
  readonly parts: readonly Part[];
  readonly name: string;
}

function tagOctets(node: Asn1Node): number[] {
  const all = [...node.raw.subarray(0, node.contentStart - node.start)];
  if ((all[0]! & 0x1f) !== 0x1f) return all.slice(0, 1);
  return all.slice(0, 2 + all.slice(1).findIndex((octet) => octet < 0x80));
}

function partOf(node: Asn1Node): Part {
  const { content, tagName: name } = node;
  const tag = tagOctets(node);
  const parts = node.children();
  const empty = new Uint8Array();
  if (parts.length === 0) return { tag, lead: empty, octets: content, parts: [], name };
  const lead = content.slice(0, parts[0]!.start - node.contentStart);
  return { tag, lead, octets: empty, parts: parts.map(partOf), name };
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function encoded({ tag, lead, octets, parts }: Part): Uint8Array {
  const content = Buffer.concat([lead, octets, ...parts.map(encoded)]);
  return Uint8Array.from([...tag, ...lengthOctets(content.length), ...content]);
}

/** What stands in the place of a part, by the name of the change. */
type Change = readonly [name: string, instead: (part: Part) => readonly Part[]];

const retagged = (part: Part): Part => {
  const [first = 0, ...rest] = part.tag;
  // The next number of a context tag; OCTET STRING for another type, and INTEGER for it.
  const other = first >= 0x80 ? first + 1 : (first & 0x1f) === 4 ? 2 : 4;
  return { ...part, tag: [other, ...rest] };
};

const turned = (part: Part): Part => {
  const octets = part.octets.slice();
  octets[octets.length - 1]! ^= 1;
  return { ...part, octets };
};

const changes: readonly Change[] = [
  ['left out', () => []],
  ['twice', (part) => (part.parts.length > 0 ? [part, part] : [part])],
  ['emptied', (part) => [{ ...part, octets: new Uint8Array(), lead: new Uint8Array(), parts: [] }]],
  ['of another type', (part) => [retagged(part)]],
  [
    'of another value',
    (part) => (part.parts.length > 0 || part.octets.length === 0 ? [part] : [turned(part)]),
  ],
];

/** The parts with the one at a place changed. */
const replaced = (parts: readonly Part[], at: number, instead: readonly Part[]): Part[] => [
  ...parts.slice(0, at),
  ...instead,
  ...parts.slice(at + 1),
];

function* changedParts(
  parts: readonly Part[],
  above: string,
): Generator<[name: string, parts: readonly Part[]]> {
  for (const [at, part] of parts.entries()) {
    const name = `${above}${at} ${part.name}`;
    for (const [change, instead] of changes) {
      const made = instead(part);
      if (made[0] !== part || made.length !== 1) yield [`${name} ${change}`, replaced(parts, at, made)];
    }
    const next = parts[at + 1];
    if (next) yield [`${name} behind the next`, replaced(replaced(parts, at, [next]), at + 1, [part])];
    for (const [inner, changed] of changedParts(part.parts, `${above}${at}.`))
      yield [inner, replaced(parts, at, [{ ...part, parts: changed }])];
  }
}

/** Every change of a DER value, by name: the places of the parts from outside in, the type, what was done. */
function* restructured(der: Uint8Array, where: RegExp): Generator<readonly [name: string, der: Uint8Array]> {
  const root = partOf(readAsn1(der).roots[0]!);
  for (const [name, parts] of changedParts(root.parts, ''))
    if (where.test(name)) yield [name, encoded({ ...root, parts })];
}

const places = /\b\d+-\d+\b/g;

/** A number that lines have together: for lines that are held, but too many to be read. */
const digest = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);

/**
 * What the changes of a DER value make of what is read from it, a line for each: the findings that are new, how many other
 * lines are new and how many are gone, and a number made of them all with their words. Places do not make a line a new one,
 * as they move with every change. Only changes whose names begin as `where` says.
 */
export async function effects(
  der: Uint8Array,
  read: (der: Uint8Array) => unknown,
  without: readonly string[],
  where = /^/,
): Promise<string> {
  const linesOf = async (bytes: Uint8Array): Promise<Map<string, string>> => {
    const lines = wholeLines((await read(bytes)) ?? 'nothing', without);
    return new Map(lines.map((line) => [line.replace(places, ''), line.trim()]));
  };
  const before = await linesOf(der);
  const out: string[] = [];
  const nothing: string[] = [];
  for (const [name, changed] of restructured(der, where)) {
    const after = await linesOf(changed);
    const gone = [...before.keys()].filter((line) => !after.has(line));
    const come = [...after].filter(([line]) => !before.has(line)).map(([, line]) => line);
    if (gone.length + come.length === 0) nothing.push(name);
    else {
      const findings = come.map((line) => /^- ((?:error|warning|info) \w+ [^:]*):/.exec(line)?.[1]);
      const said = [...new Set(findings.filter((one) => one !== undefined))];
      const shown = said.length > 4 ? [...said.slice(0, 4), `${said.length - 4} more`] : said;
      out.push(
        [name, ...shown, `+${come.length} -${gone.length} ${digest([...gone, '', ...come])}`].join(' | '),
      );
    }
  }
  return `${out.join('\n')}\n\nNothing:\n${nothing.join('\n')}\n`;
}
