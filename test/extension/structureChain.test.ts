import { describe, expect, it, vi } from 'vitest';
import { readCertificate } from '../../src/core/x509/certificate';
import { chainModel } from '../../src/extension/material/structureChain';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const root = party('Root', 'rsa');
const leaf = party('leaf.example', 'rsa');
const dates = { notBefore: '240101000000Z', notAfter: '250104000000Z' };
const read = {
  root: issue(root, root, { ca: true }),
  expired: issue(leaf, root, dates),
  leaf: issue(leaf, root),
};

describe('the picture of a chain', () => {
  it('tells a signature apart from dates: an expired certificate is signed all the same', async () => {
    const model = await chainModel([readCertificate(read.root), readCertificate(read.expired)], now);
    const [above, below] = model!.paths[0]!.certificates;
    expect(above).toMatchObject({ signature: { status: 'ok' }, dates: { status: 'ok' } });
    expect(below).toMatchObject({
      signature: { status: 'ok', text: 'signed by "Root"' },
      dates: { status: 'wrong' },
    });
    expect(below!.dates.text).toMatch(/^Expired on 2025-01-04/);
    expect(model!.paths[0]!.status).toBe('wrong');
  });

  it('has no red cross for an issuer that is not there, and none in the advice on AWS', async () => {
    const model = await chainModel([readCertificate(read.leaf)], now);
    const [path] = model!.paths;
    expect(path!.status).toBe('unknown');
    expect(path!.certificates[0]).toMatchObject({
      signature: { status: 'unknown', text: 'issuer "Root" not in this file' },
      problems: [],
    });
    expect(path!.aws.map(({ status }) => status)).toContain('unknown');
    expect(path!.aws.map(({ status }) => status)).not.toContain('wrong');
  });

  it('shows a fault of the issuer that is no fault of the signature', async () => {
    const noCa = issue(root, root);
    const model = await chainModel([readCertificate(noCa), readCertificate(read.leaf)], now);
    const below = model!.paths[0]!.certificates.at(-1)!;
    expect(below.signature.status).toBe('ok');
    expect(below.problems.map(({ status }) => status)).toContain('wrong');
  });

  it('folds what AWS asks away unless it is of use', async () => {
    const given = [readCertificate(read.root)];
    expect((await chainModel(given, now))?.isForAws).toBe(false);
    expect((await chainModel(given, now, 0, true))?.isForAws).toBe(true);
  });
});
