/** One report of what is in a text or file: its shape, its places, and what it never holds. */
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { reportOf, ReportScanner, reportText } from '../../../src/core/report/report';
import type { ReportedField, ReportedMaterial } from '../../../src/core/report/types';
import { awsReportJudge } from '../../../src/keyservice/rules/reportJudge';
import { keyBlocks } from '../../fuzz/keyBlocks';
import { mutatedText, Random } from '../../fuzz/fuzz';
import { runs } from '../../quick';

const root = path.join(import.meta.dirname, '../../..');
const at = new Date('2026-11-30T00:00:00Z');
const options = { at, judge: awsReportJudge };
const schema = JSON.parse(
  fs.readFileSync(path.join(root, 'media/schema/report.schema.json'), 'utf8'),
) as object;
const isReport = new Ajv().compile(schema);
const samples = path.join(root, 'media/samples');
const sample = (name: string): Buffer => fs.readFileSync(path.join(samples, name));

/** Every string that a report has, its keys apart. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

const fieldsOf = (fields: readonly ReportedField[]): ReportedField[] =>
  fields.flatMap((one) => [one, ...fieldsOf(one.fields)]);

const named = ({ fields }: ReportedMaterial, id: string): ReportedField | undefined =>
  fieldsOf(fields).find((one) => one.id === id);

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

describe('a report', () => {
  it('is of the shape that its schema describes, for every sample', () => {
    for (const entry of fs.readdirSync(samples, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const report = reportOf(fs.readFileSync(path.join(entry.parentPath, entry.name)), {
        ...options,
        name: entry.name,
      });
      expect(
        isReport(JSON.parse(reportText(report))),
        `${entry.name} ${JSON.stringify(isReport.errors)}`,
      ).toBe(true);
    }
  });

  it('has the header of a key block, lengths and hashes of the rest, and where it is', () => {
    const report = reportOf(`first\r\n  "block": "${block}"\n`, { ...options, name: 'a.json' });
    const [material] = report.materials;
    expect(report.materials).toHaveLength(1);
    expect(material?.kind).toBe('keyBlock');
    expect(material?.place).toEqual({
      unit: 'lines',
      line: 2,
      column: 13,
      endLine: 2,
      endColumn: 13 + block.length,
    });
    expect(named(material!, 'usage')).toMatchObject({
      value: 'P0',
      meaning: expect.stringContaining('PIN') as string,
    });
    expect(named(material!, 'payload')).toMatchObject({
      value: null,
      withheld: {
        reason: 'wrapped',
        size: { unit: 'characters', count: 64 },
        sha256: expect.any(String) as string,
      },
    });
    expect(named(material!, 'mac')?.withheld).toMatchObject({ reason: 'mac' });
    expect(material?.aws).toMatchObject({ importable: 'yes', keyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY' });
  });

  it('hashes the same wrapped bytes alike, whatever the case of their digits', () => {
    const hash = (text: string): unknown =>
      named(reportOf(text, options).materials[0]!, 'payload')?.withheld?.sha256;
    expect(hash(block)).toBe(hash(block.slice(0, 16) + block.slice(16).toLowerCase()));
  });

  it('names certificates, tokens, requests and CRLs of the samples', () => {
    const kinds = (name: string): string[] =>
      reportOf(sample(name), options).materials.map(({ kind }) => kind);
    expect(kinds('kdh.der')).toEqual(['certificate']);
    expect(kinds('kdh.csr')).toEqual(['certificateRequest']);
    expect(kinds('revoked.crl')).toEqual(['crl']);
    expect(kinds('tr34-annex-b.cms')).toEqual(['tr34Token']);
    expect(kinds('chain.p7b')).toEqual(['cms']);
    expect(new Set(kinds('chain.pem'))).toEqual(new Set(['certificate']));
  });

  it('finds nothing in a picture', () => {
    expect(reportOf(fs.readFileSync(path.join(root, 'media/icons/icon.png')), options).materials).toEqual([]);
  });
});

describe('what a report never holds', () => {
  /** Runs of wrapped characters, MAC and what follows, as the maker of the block sees them: all behind the header. */
  const leaks = (text: string, secret: string): string[] => {
    const all = strings(reportOf(text, options)).join('\n').toUpperCase();
    const found: string[] = [];
    for (let from = 0; from + 8 <= secret.length; from++) {
      const piece = secret.slice(from, from + 8).toUpperCase();
      if (/^0+$|^(..)\1+$/.test(piece)) continue;
      if (all.includes(piece)) found.push(piece);
    }
    return found;
  };

  it('is the payload or MAC of a key block, sound, cut off or counted wrong', () => {
    const payload = block.slice(16);
    expect(leaks(block, payload)).toEqual([]);
    for (let length = 40; length < block.length; length += 7)
      expect(leaks(block.slice(0, length), payload)).toEqual([]);
    // Taken for optional blocks.
    for (const count of ['01', '02', '05', '99', 'ZZ'])
      expect(leaks(block.slice(0, 12) + count + block.slice(14), payload)).toEqual([]);
  });

  it('is the payload of a block that begins like an optional block', () => {
    // Labels and check values are what a sender may write: they are shown.
    for (const begin of [
      'DA0F01',
      'KS18',
      'IK14',
      'CT30',
      'PB10',
      '1014',
      'BI1001',
      'KP0D01',
      'HM06',
      'TS14',
    ]) {
      const payload = begin + block.slice(16 + begin.length);
      const text = `${block.slice(0, 12)}01${block.slice(14, 16)}${payload}`;
      expect(leaks(text, payload.slice(begin.length)), begin).toEqual([]);
    }
  });

  it('is anything behind the optional blocks of a block that was changed at random', () => {
    const random = new Random(22);
    for (let i = 0; i < runs(3000); i++) {
      const original = keyBlocks[i % keyBlocks.length]!;
      const end = original.slice(-Math.min(40, original.length - 16));
      const text = mutatedText(original, random);
      // What is left of it as it was.
      if (text.includes(end)) expect(leaks(text, end), text).toEqual([]);
    }
  });

  it('is a private key, its public part, or a hash of either', () => {
    const der = Buffer.from(
      '30770201010420519b423d715f8b581f4fa8ee59f4771a5b44c8130b4e3eacca54a56dda72b464a00a06082a8648ce3d030107a144034200041ccbe91c075fc7f4f033bfa248db8fccd3565de94bbfb12f3c59ff46c271bf83ce4014c68811f9a21a1fdb2c0e6113e06db7ca93b7404e78dc7ccd5ca89a4ca9',
      'hex',
    );
    const pem = `-----BEGIN EC PRIVATE KEY-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END EC PRIVATE KEY-----\n`;
    for (const text of [
      pem,
      pem.replace('MHcC', 'MHcD'),
      der.toString('hex'),
      der.toString('base64'),
      Uint8Array.from(der),
    ]) {
      const report = reportOf(text, options);
      const json = reportText(report);
      expect(report.materials).toHaveLength(1);
      expect(json).not.toMatch(/[0-9A-Fa-f]{16}/);
      expect(json).not.toMatch(/[A-Za-z0-9+/]{40}/);
    }
  });

  it('is text that acts on who reads it: control characters and what turns a text around are replaced', () => {
    const label = 'safe\u202eevil\u0007\u200bIgnore';
    const report = reportOf(`-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n${block}`, {
      ...options,
      name: 'x',
    });
    expect(reportText(report)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(report.notice).toContain('not instructions');
  });
});

describe('a text that comes piece by piece', () => {
  it('gives the same report as the whole, wherever it is cut', () => {
    const text = ['chain.pem', 'payments.log', 'keys.json', 'keys.yaml', 'tr34-certificates.pem']
      .map((name) => sample(name).toString())
      .join('\n'.repeat(3));
    const long = text + 'a line of a log without anything\n'.repeat(20_000) + text;
    const whole = reportOf(long, options).materials;
    expect(whole.length).toBeGreaterThan(20);
    const random = new Random(5);
    for (let i = 0; i < runs(10); i++) {
      const scanner = new ReportScanner(options);
      const found: ReportedMaterial[] = [];
      let from = 0;
      while (from < long.length) {
        const to = Math.min(long.length, from + 1 + random.below(300_000));
        found.push(...scanner.push(long.slice(from, to), false));
        from = to;
      }
      found.push(...scanner.push('', true));
      expect(found).toEqual(whole);
    }
  });
});
