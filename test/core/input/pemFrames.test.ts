import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findKeyMaterial } from '../../../src/core/input/material';
import { findPemBlocks, toPem } from '../../../src/core/input/pem';
import { readBoundary } from '../../../src/core/input/pemBoundary';
import { findDamagedFrames } from '../../../src/core/input/pemFrames';
import fc from '../../properties';
import { issue, party } from '../x509/issue';

const root = party('Root');
const certificate = toPem('CERTIFICATE', issue(root, root, { ca: true }));
const [begin = '', ...rest] = certificate.trimEnd().split('\n');
const end = rest.at(-1)!;
const body = rest.slice(0, -1).join('\n');

/** The text with all that is offered. */
function mended(text: string): string {
  let done = text;
  for (const { span, text: written } of findDamagedFrames(text)
    .flatMap(({ changes }) => changes)
    .reverse())
    done = done.slice(0, span.start) + written + done.slice(span.end);
  return done;
}

const frames = (text: string): readonly unknown[] =>
  findDamagedFrames(text).map((frame) => ({ ...frame, problem: String(frame.problem) }));

describe('a frame that was damaged', () => {
  it.each([
    ['four hyphens', begin.slice(1), end, 'the BEGIN line is not written as "-----BEGIN CERTIFICATE-----"'],
    [
      'four hyphens at the end',
      begin,
      end.slice(0, -1),
      'the END line is not written as "-----END CERTIFICATE-----"',
    ],
    [
      'none behind it',
      begin.slice(0, -5),
      end,
      'the BEGIN line is not written as "-----BEGIN CERTIFICATE-----"',
    ],
    ['one too many', begin, `-${end}`, 'the END line is not written as "-----END CERTIFICATE-----"'],
    [
      'dashes of an editor',
      '———BEGIN CERTIFICATE–––',
      end,
      'the BEGIN line is not written as "-----BEGIN CERTIFICATE-----"',
    ],
    [
      'small letters and blanks',
      begin,
      '----- end  certificate -----',
      'the END line is not written as "-----END CERTIFICATE-----"',
    ],
    ['another label', begin, '-----END X509 CRL-----', 'it begins as "CERTIFICATE" and ends as "X509 CRL"'],
    [
      'another label in front',
      '-----BEGIN X509 CRL-----',
      end,
      'it begins as "X509 CRL" and ends as "CERTIFICATE"',
    ],
  ])('%s is written as it should be', (_name, first, last, problem) => {
    const text = `about it\n${first}\n${body}\n${last}\nmore\n`;
    expect(frames(text)).toMatchObject([{ problem, changes: [{}] }]);
    expect(mended(text)).toBe(`about it\n${certificate}more\n`);
    expect(findDamagedFrames(mended(text))).toEqual([]);
  });

  it('on both lines is mended on both', () => {
    const text = `  ----BEGIN CERTIFICATE----\n${body}\n  ----END CERTIFICATE----\n`;
    expect(frames(text)).toMatchObject([{ changes: [{ line: begin }, { line: end }] }]);
    expect(mended(text)).toBe(`  ${begin}\n${body}\n  ${end}\n`);
  });

  it('gets back a line that is missing, in the line breaks of the text', () => {
    expect(mended(`${begin}\n${body}`)).toBe(certificate.trimEnd());
    expect(mended(`${begin}\n${body}\n\nand more\n`)).toBe(`${certificate}\nand more\n`);
    expect(mended(`about it\n${body}\n${end}\n`)).toBe(`about it\n${certificate}`);
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    expect(mended(windows(`${begin}\n${body}\n`))).toBe(windows(certificate));
    expect(mended(`${begin}\n${body}\n${certificate}`)).toBe(certificate + certificate);
    expect(mended(`${certificate}${body}\n${end}\n`)).toBe(certificate + certificate);
  });

  it('keeps the headers of a key that is encrypted', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = privateKey.export({
      type: 'pkcs1',
      format: 'pem',
      cipher: 'aes-128-cbc',
      passphrase: 'x',
    }) as string;
    expect(pem).toContain('DEK-Info');
    expect(findDamagedFrames(pem)).toEqual([]);
    expect(mended(pem.replace(/-----END.*\n/, ''))).toBe(pem);
    expect(mended(pem.replace('-----BEGIN', '---BEGIN'))).toBe(pem);
  });

  it('is left alone where what it holds is not whole, or nothing is wrong', () => {
    const cut = body.split('\n').slice(0, -2).join('\n');
    for (const text of [
      certificate,
      `${begin}\n${cut}\n`,
      `${cut}\n${end}\n`,
      `----BEGIN CERTIFICATE-----\n${cut}\n${end}\n`,
      '-- BEGIN TRANSACTION\nCOMMIT\n-- END TRANSACTION\n',
      '# BEGIN part\nAAAA\n# END part\n',
      begin,
      end,
      '',
    ])
      expect(findDamagedFrames(text)).toEqual([]);
  });

  it('is a line of its own', () => {
    expect(readBoundary('----BEGIN A-----')).toEqual({
      kind: 'BEGIN',
      label: 'A',
      right: '-----BEGIN A-----',
    });
    for (const line of ['BEGIN A', '-BEGIN A', '-----BEGIN-----', '-----START A-----', 'x ----BEGIN A----'])
      expect(readBoundary(line)).toBeUndefined();
  });
});

describe('a label that is not that of the content', () => {
  it('is written as it should be, on both lines', () => {
    const text = certificate.replaceAll('CERTIFICATE', 'PRIVATE KEY');
    expect(frames(text)).toMatchObject([
      {
        code: 'pem_label',
        problem: 'the label should be CERTIFICATE',
        changes: [{ line: begin }, { line: end }],
      },
    ]);
    expect(mended(text)).toBe(certificate);
    expect(mended(text.replace('-----BEGIN', '----BEGIN'))).toBe(certificate);
  });
  it('stays where it is another name of the same, or of something unknown', () => {
    for (const label of ['X509 CERTIFICATE', 'TRUSTED CERTIFICATE', 'TR34 KDH CERTIFICATE', 'PUBLIC THING'])
      expect(findDamagedFrames(certificate.replaceAll('CERTIFICATE', label))).toEqual([]);
  });
});

describe('a block whose END line is damaged', () => {
  it('ends with it, and its content is read', () => {
    const [block] = findPemBlocks(`${begin}\n${body}\n----END CERTIFICATE-----\nmore text\n`);
    expect(block?.problem?.toString()).toBe('the END line is not written as "-----END CERTIFICATE-----"');
    expect(block?.bytes).toEqual(findPemBlocks(certificate)[0]!.bytes);
    expect(block?.span.end).toBe(begin.length + body.length + 2 + '----END CERTIFICATE-----'.length);
  });
});

it('never throws, and what is mended stays so', () => {
  const pieces = fc.constantFrom(
    begin,
    end,
    body,
    body.slice(0, 65),
    '\n',
    '\r\n',
    ' ',
    '-',
    '—',
    'x',
    begin.slice(1),
    end.slice(0, -1),
    '-----END X-----',
    'DEK-Info: a\n\n',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      for (const { span, changes } of findDamagedFrames(text)) {
        expect(changes.length).toBeGreaterThan(0);
        for (const change of changes) {
          expect(change.span.start).toBeGreaterThanOrEqual(span.start);
          expect(change.span.end).toBeLessThanOrEqual(span.end);
        }
      }
      expect(findDamagedFrames(mended(text))).toEqual([]);
    }),
  );
});

it('a line that is missing beside one that is not written right: words, places and changes', () => {
  const wrongBegin = '  ----BEGIN CERTIFICATE----';
  const wrongEnd = '   ----END CERTIFICATE-----';
  const shown = (text: string): unknown =>
    findDamagedFrames(text).map(({ span, problem, changes }) => ({
      span,
      problem: String(problem),
      changes: changes.map(({ span: place, text: written, line }) => [place.start, place.end, written, line]),
    }));
  const bodyEnd = wrongBegin.length + 1 + body.length;
  expect(shown(`${wrongBegin}\n${body}\n`)).toEqual([
    {
      span: { start: 0, end: bodyEnd },
      problem: `the END line is missing, and the BEGIN line is not written as "${begin}"`,
      changes: [
        [2, wrongBegin.length, begin, begin],
        [bodyEnd, bodyEnd, `\n${end}`, end],
      ],
    },
  ]);
  const whole = `-:\n${body}\n${wrongEnd}`;
  expect(shown(`${whole}\n`)).toEqual([
    {
      span: { start: 3, end: whole.length },
      problem: `the BEGIN line is missing, and the END line is not written as "${end}"`,
      changes: [
        [3, 3, `${begin}\n`, begin],
        [whole.length - wrongEnd.length + 3, whole.length, end, end],
      ],
    },
  ]);
  const good = `-:\n  ${body.replaceAll('\n', '\n  ')}\n${end}`;
  expect(shown(good)).toEqual([
    {
      span: { start: 3, end: good.length },
      problem: 'the BEGIN line is missing',
      changes: [[3, 3, `  ${begin}\n`, begin]],
    },
  ]);
});

it('blocks of PEM are ten thousand at most', () => {
  const block = '-----BEGIN X-----\nMAMCAQU=\n-----END X-----\n';
  expect(findPemBlocks(block.repeat(10_001))).toHaveLength(10_000);
});

it('a key is encrypted whose headers say by what, be it the only one', () => {
  const pem = (...headers: string[]): string =>
    [
      '-----BEGIN RSA PRIVATE KEY-----',
      ...headers,
      ...(headers.length > 0 ? [''] : []),
      'MAMCAQU=',
      '-----END RSA PRIVATE KEY-----',
      '',
    ].join('\n');
  const encrypted = (text: string): unknown[] =>
    findKeyMaterial(text).map((one) => (one.kind === 'der' ? (one.encrypted ?? false) : one.kind));
  expect(encrypted(pem())).toEqual([false]);
  expect(encrypted(pem('Proc-Type: 4,ENCRYPTED'))).toEqual([false]);
  expect(encrypted(pem('DEK-Info: AES-128-CBC,00'))).toEqual([true]);
  expect(encrypted(pem('Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,00'))).toEqual([true]);
  expect(encrypted(pem('Comment: x'))).toEqual([false]);
});
