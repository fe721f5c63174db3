/** check-values, reconcile and report on the command line, as real processes on files as people have them. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, type BuiltPackage } from '../../core/report/builtPackage';
import { validateCbom } from '../materialReport/cbomSchema';

const samples = path.join(import.meta.dirname, '../../../media/samples');
const at = '2026-11-30T00:00:00Z';
const encrypted =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

let built: BuiltPackage;
let place: string;

beforeAll(async () => {
  built = await builtPackage();
  ({ place } = built);
}, 240_000);
afterAll(() => built.remove());

function file(name: string, text: string | Uint8Array): string {
  fs.writeFileSync(path.join(place, name), text);
  return name;
}

function run(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [built.cli, ...args], {
    cwd: place,
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout.toString(), err: stderr.toString() };
}

interface ExplainedJson {
  readonly values: { digits: string; origin: string; role: string; method?: string }[];
  readonly facts: object;
  readonly pairs: { relation: string; named: { cause: string }[][] }[];
}

describe('check-values', () => {
  it('names what the digits show, with what would prove it', () => {
    const { code, out } = run('check-values', '08D7B4', '08D7B5', '--algorithm', 'AES-256');
    expect(code).toBe(0);
    expect(out).toContain('1. **A digit was misread or mistyped**');
    expect(out).toContain('only digit 6 differs');
    expect(out).toContain('AES');
    expect(out).toContain('Do not use a key until its cause is proved.');
  });

  it('reads a form, a block that carries its KCV, and what is typed, each with its place', () => {
    const form = file(
      'form.txt',
      'Key ceremony\nComponent 1 check value: A1B2C3\nKCV (CMAC) of the ZPK ...... 1C5F2A\n',
    );
    const explained = JSON.parse(run('check-values', '--json', form, '08D7B4').out) as ExplainedJson;
    expect(explained.values).toEqual([
      { digits: 'A1B2C3', origin: 'Component 1 check value (line 2), form.txt', role: 'component' },
      { digits: '1C5F2A', origin: 'KCV (CMAC) of the ZPK (line 3), form.txt', role: 'key', method: 'CMAC' },
      { digits: '08D7B4', origin: 'typed', role: 'key' },
    ]);
    const blocks = path.join(samples, 'blocks.tr31');
    const carried = JSON.parse(run('check-values', '--json', blocks, 'FFFFFF').out) as ExplainedJson;
    expect(carried.values[0]?.origin).toMatch(/^K[CP] of the key block in line \d+, /);
    expect(carried.facts).toMatchObject({ moved: 'keyBlock' });
  });

  it('refuses a key without repeating it, and too few values', () => {
    const key = '0123456789ABCDEFFEDCBA9876543210';
    const refused = run('check-values', key, '08D7B4');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('Never enter a key here');
    expect(refused.err).not.toContain(key.slice(0, 8));
    expect(run('check-values', '08D7B4').code).toBe(2);
    expect(run('check-values', '08D7B4', 'no-such-form.txt').err).toContain(
      'neither a file nor a check value',
    );
    expect(run('check-values', '08D7B4', '08D7B5', '--algorithm', 'RSA').code).toBe(2);
    expect(run('check-values', '08D7B4', '08D7B5', '--moved', 'by post').code).toBe(2);
  });
});

describe('reconcile', () => {
  const listed = (): string =>
    file(
      'hsm.csv',
      'Label,Check Digits,Alg,Key Length,Usage,Export\nzpk-one,08D7B4,TDES,128,ZPK,N\nzpk-two,ABCDEF,TDES,128,ZPK,N\nzpk-three,123456,TDES,128,ZPK,N\n',
    );
  const other = (): string =>
    file(
      'other.csv',
      'Name,KCV,Algorithm,Length,Usage,Exportable\nzpk-one,08D7B4,3DES,double,P0,no\nzpk-two,ABCDEF,3DES,double,P0,yes\nzmk,654321,3DES,double,K0,no\n',
    );

  it('ends with 1 where lists differ, as diff does, and with 0 where they are the same', () => {
    const { code, out } = run('reconcile', listed(), other());
    expect(code).toBe(1);
    for (const row of [
      '| Different | 1 |',
      '| Missing in second list | 1 |',
      '| Missing in first list | 1 |',
      '| Matched | 1 |',
      'differs: exportability (not exportable / exportable)',
    ])
      expect(out).toContain(row);
    expect(run('reconcile', '--fail-on', 'never', listed(), other()).code).toBe(0);
    expect(run('reconcile', listed(), listed()).code).toBe(0);
  });

  it('takes the answer of list-keys, whose keys are probable at most, and writes CSV and JSON', () => {
    const answer = file(
      'keys.json',
      JSON.stringify({
        Keys: [
          {
            KeyArn: 'arn:aws:payment-cryptography:us-east-1:111122223333:key/abcdefghijklmnop',
            KeyState: 'CREATE_COMPLETE',
            Enabled: true,
            Exportable: false,
            KeyCheckValue: '08D7B4',
            KeyAttributes: {
              KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
              KeyClass: 'SYMMETRIC_KEY',
              KeyAlgorithm: 'TDES_2KEY',
              KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
            },
          },
          { KeyArn: 1 },
        ],
      }),
    );
    const { code, out } = run('reconcile', '--json', listed(), answer);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      second: { keys: 1 },
      counts: { probable: 1, missingThere: 2, matched: 0 },
    });
    const csv = run('reconcile', '--csv', listed(), answer).out.trimEnd().split('\r\n');
    expect(csv).toHaveLength(4);
    expect(csv[1]).toContain('"Probable","1","zpk-one"');
  });

  it('takes columns that are named, and says what is wrong with the others', () => {
    const odd = file('odd.csv', 'A;B\nzpk-one;08D7B4\n');
    expect(run('reconcile', odd, listed())).toMatchObject({
      code: 2,
      err: expect.stringContaining('--columns kcv=Digits') as string,
    });
    const named = run('reconcile', '--json', '--columns', 'name=A,kcv=B', odd, listed());
    expect(JSON.parse(named.out)).toMatchObject({ first: { keys: 1 } });
    expect(run('reconcile', '--columns', 'kcv=Z', listed(), other()).err).toContain('neither list has');
    expect(run('reconcile', '--columns', 'colour=A', odd, listed()).code).toBe(2);
    expect(run('reconcile', odd).code).toBe(2);
  });

  it('never puts out a block that a list has', () => {
    const blocks = file('blocks.csv', `name,key block\none,${encrypted}\n`);
    for (const form of [[], ['--csv'], ['--json']]) {
      const { out } = run('reconcile', ...form, blocks, listed());
      expect(out).toContain('zpk-one');
      expect(out).not.toContain(encrypted.slice(16, 32));
    }
  });
});

describe('report', () => {
  it('counts, gives reasons with their sources, and ends with 1 where asked', () => {
    const { code, out } = run('report', '--at', at, samples);
    expect(code).toBe(0);
    expect(out).toContain('| Key blocks |');
    expect(out).toContain('### Expired certificates');
    expect(out).toContain('Source: RFC 5280, section 4.1.2.5, 2008.');
    expect(run('report', '--at', at, '--fail-on', 'warning', samples).code).toBe(1);
    const json = JSON.parse(run('report', '--json', '--at', at, samples).out) as {
      counts: Record<string, number>;
      reasons: { rule: string; items: number[] }[];
      items: { kind: string; place: string }[];
    };
    const expired = json.reasons.filter(({ rule }) => rule === 'expired');
    expect(expired.length).toBeGreaterThan(0);
    for (const { items } of expired)
      for (const item of items) expect(json.items[item]?.kind).toBe('certificate');
    expect(json.items).toHaveLength(Object.values(json.counts).reduce((sum, one) => sum + one, 0));
  });

  it('writes a bill of materials that is valid, with KCVs only where asked', () => {
    const log = path.join(samples, 'payments.log');
    const [without, withKcv] = [[], ['--kcv']].map(
      (more) => run('report', '--cyclonedx', ...more, samples).out,
    );
    for (const bom of [without!, withKcv!])
      expect(validateCbom(JSON.parse(bom)), JSON.stringify(validateCbom.errors)).toBe(true);
    expect(without).not.toContain(':kcv');
    expect(withKcv).toContain(':kcv');
    expect(run('report', '--kcv', log).code).toBe(2);
    expect(run('report', '--json', '--csv', log).code).toBe(2);
  });

  it('of a large log lists the key blocks with their lines, and says what was not looked for', () => {
    const line = `${'x'.repeat(99)}\n`;
    const large = file('large.log', `${line.repeat(100_000)}key=${encrypted}\n`);
    const { items, skipped } = JSON.parse(run('report', '--json', large).out) as {
      items: { kind: string; place: string }[];
      skipped: { path: string; reason: string }[];
    };
    expect(items).toMatchObject([{ kind: 'keyBlock', place: 'large.log:100001' }]);
    expect(skipped).toEqual([
      { path: 'large.log', reason: 'larger than 8 MB: only key blocks were searched for' },
    ]);
  });

  it('puts out no digest of what may be a clear key, and no block', () => {
    const secret = 'C0FFEE00C0FFEE11C0FFEE22C0FFEE33';
    file('keys.txt', `ZMK: U${secret}\n${encrypted}\n`);
    for (const form of [[], ['--csv'], ['--json'], ['--cyclonedx', '--kcv']]) {
      const { out } = run('report', ...form, 'keys.txt');
      expect(out).not.toContain(secret.slice(0, 8));
      expect(out).not.toContain(encrypted.slice(16, 32));
    }
    const { items } = JSON.parse(run('report', '--json', 'keys.txt').out) as { items: object[] };
    expect(items).toContainEqual({ id: '', kind: 'cryptogram', place: 'keys.txt:1', detail: 'U, 32 digits' });
  });
});
