/** Coats and decorations as programs make them, for the tests of the finder. */

export interface Wrapping {
  readonly name: string;
  readonly wrap: (bytes: Uint8Array) => string;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pairs = (bytes: Uint8Array): string[] => hex(bytes).match(/../g) ?? [];
const lines = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? [];
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const rows = (bytes: Uint8Array, size = 16): { at: number; row: Buffer }[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
    at: i * size,
    row: Buffer.from(bytes.subarray(i * size, (i + 1) * size)),
  }));
const shown = (row: Buffer): string => row.toString('latin1').replace(/[^ -~]/g, '.');
const offset = (at: number, width: number, radix = 16): string => at.toString(radix).padStart(width, '0');
const bytesOf = (row: Buffer): string => (row.toString('hex').match(/../g) ?? []).join(' ');

const ebcdicOf = new Map<string, number>();
for (const [from, letters] of [
  [0xc1, 'ABCDEFGHI'],
  [0xd1, 'JKLMNOPQR'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0x40, ' '],
  [0x4e, '+'],
  [0x61, '/'],
  [0x7e, '='],
  [0x60, '-'],
  [0x15, '\n'],
] as const)
  Array.from(letters, (letter, i) => ebcdicOf.set(letter, from + i));
export const toEbcdic = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(Buffer.from(bytes).toString('latin1'), (letter) => ebcdicOf.get(letter) ?? 0x6f);

/** Dumps as the programs of these names print them. */
export const dumps: readonly Wrapping[] = [
  {
    name: 'xxd',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => {
          const words = row.toString('hex').match(/.{1,4}/g) ?? [];
          return `${offset(at, 8)}: ${words.join(' ').padEnd(39)}  ${shown(row)}`;
        })
        .join('\n'),
  },
  {
    name: 'hexdump -C',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => {
          const half = [row.subarray(0, 8), row.subarray(8)].map((part) => bytesOf(part).padEnd(23));
          return `${offset(at, 8)}  ${half.join('  ')}  |${shown(row)}|`;
        })
        .join('\n') + `\n${offset(bytes.length, 8)}\n`,
  },
  {
    name: 'Wireshark',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => `${offset(at, 4)}   ${bytesOf(row).padEnd(47)}   ${shown(row)}`)
        .join('\n'),
  },
  {
    name: 'certutil',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => {
          const half = [row.subarray(0, 8), row.subarray(8)].map((part) => bytesOf(part));
          return `    ${offset(at, 4)}  ${half.join('  ').padEnd(48)}   ${shown(row)}`;
        })
        .join('\r\n'),
  },
  {
    name: 'Format-Hex',
    wrap: (bytes) =>
      `           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\r\n\r\n` +
      rows(bytes)
        .map(
          ({ at, row }) =>
            `${offset(at, 8).toUpperCase()}   ${bytesOf(row).toUpperCase().padEnd(47)}  ${shown(row)}`,
        )
        .join('\r\n'),
  },
  {
    name: 'od -t x1',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => `${offset(at, 7, 8)} ${bytesOf(row)}`)
        .join('\n') + `\n${offset(bytes.length, 7, 8)}\n`,
  },
  {
    name: 'od -A d -t x1',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => `${offset(at, 7, 10)}  ${bytesOf(row)}`)
        .join('\n'),
  },
  {
    name: 'openssl',
    wrap: (bytes) =>
      rows(bytes)
        .map(({ at, row }) => {
          const half = [bytesOf(row.subarray(0, 8)), bytesOf(row.subarray(8))];
          return `${offset(at, 4)} - ${half.join('-').padEnd(48)}  ${shown(row)}`;
        })
        .join('\n'),
  },
];

/** Each makes text of bytes. */
export const coats: readonly Wrapping[] = [
  { name: 'base64', wrap: base64 },
  { name: 'base64 in lines of 64', wrap: (bytes) => lines(base64(bytes), 64).join('\n') },
  { name: 'base64 in lines of 76, CRLF', wrap: (bytes) => lines(base64(bytes), 76).join('\r\n') },
  { name: 'base64, URL-safe, no padding', wrap: (bytes) => Buffer.from(bytes).toString('base64url') },
  { name: 'base64 with &#13;', wrap: (bytes) => lines(base64(bytes), 76).join('&#13;\n') },
  { name: 'base64 with &#xA;', wrap: (bytes) => lines(base64(bytes), 76).join('&#xA;') },
  {
    name: 'base64 with %0A and %2B',
    wrap: (bytes) => encodeURIComponent(lines(base64(bytes), 64).join('\n')),
  },
  { name: 'base64 with \\n', wrap: (bytes) => lines(base64(bytes), 64).join('\\n') },
  { name: 'base64 with \\r\\n', wrap: (bytes) => lines(base64(bytes), 64).join('\\r\\n') },
  { name: 'base64 with \\/', wrap: (bytes) => base64(bytes).replaceAll('/', '\\/') },
  { name: 'base64 with \\u002b', wrap: (bytes) => base64(bytes).replaceAll('+', '\\u002B') },
  { name: 'hex', wrap: hex },
  { name: 'hex in upper case', wrap: (bytes) => hex(bytes).toUpperCase() },
  { name: 'hex behind 0x', wrap: (bytes) => `0x${hex(bytes)}` },
  { name: 'hex in lines of 60', wrap: (bytes) => lines(hex(bytes), 60).join('\n') },
  { name: 'hex with blanks', wrap: (bytes) => pairs(bytes).join(' ') },
  { name: 'hex with colons', wrap: (bytes) => pairs(bytes).join(':') },
  { name: 'hex with colons in lines', wrap: (bytes) => lines(pairs(bytes).join(':'), 45).join('\n    ') },
  {
    name: 'hex as array of C',
    wrap: (bytes) =>
      lines(
        pairs(bytes)
          .map((pair) => `0x${pair}, `)
          .join(''),
        72,
      ).join('\n  '),
  },
  {
    name: 'hex as array of Go',
    wrap: (bytes) =>
      `{${pairs(bytes)
        .map((pair) => `0x${pair}`)
        .join(',')}}`,
  },
  {
    name: 'hex as array of Java',
    wrap: (bytes) =>
      pairs(bytes)
        .map((pair) => `(byte)0x${pair}`)
        .join(', '),
  },
  {
    name: 'hex as \\x',
    wrap: (bytes) =>
      `"${pairs(bytes)
        .map((pair) => `\\x${pair}`)
        .join('')}"`,
  },
  {
    name: 'hex as \\x in lines',
    wrap: (bytes) =>
      lines(
        pairs(bytes)
          .map((pair) => `\\x${pair}`)
          .join(''),
        64,
      )
        .map((line) => `"${line}"`)
        .join('\n  '),
  },
  { name: 'hex in groups of 4', wrap: (bytes) => lines(hex(bytes), 4).join(' ') },
  { name: 'hex in groups of 8', wrap: (bytes) => lines(hex(bytes), 8).join(' ') },
  { name: 'hex in groups of 16', wrap: (bytes) => lines(hex(bytes), 16).join(' ') },
  ...dumps,
];

/** What is put around each line, and how the lines of PEM look then. */
export const decorations: readonly {
  readonly name: string;
  readonly decorate: (line: string, i: number) => string;
}[] = [
  { name: '+', decorate: (line) => `+${line}` },
  { name: '-', decorate: (line) => `-${line}` },
  { name: '//', decorate: (line) => `// ${line}` },
  { name: '#', decorate: (line) => `# ${line}` },
  { name: '>', decorate: (line) => `> ${line}` },
  { name: '> >', decorate: (line) => `> > ${line}` },
  { name: '*', decorate: (line) => ` * ${line}` },
  { name: '|', decorate: (line) => `| ${line} |` },
  { name: 'numbers', decorate: (line, i) => `${String(i + 1).padStart(6)}\t${line}` },
  { name: 'numbers with colons', decorate: (line, i) => `${i + 5}: ${line}` },
  { name: 'grep -n', decorate: (line, i) => `certs/server.pem:${i + 95}:${line}` },
  { name: 'time stamps', decorate: (line, i) => `2026-11-28T10:15:${String(i + 10)}.123Z INFO  ${line}` },
  { name: 'b"…\\n"', decorate: (line) => `b"${line}\\n"` },
  { name: "'…' +", decorate: (line) => `  '${line}\\n' +` },
  { name: '"…",', decorate: (line) => `    "${line}",` },
  { name: '<br>', decorate: (line) => `${line}<br>` },
  { name: '<br/>', decorate: (line) => `${line}<br/>` },
  { name: 'trailing backslash', decorate: (line) => `${line}\\n\\` },
];
