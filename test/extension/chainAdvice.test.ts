import { describe, expect, it, vi } from 'vitest';
import { readCertificate } from '../../src/core/x509/certificate';
import { chainModel } from '../../src/extension/material/structureChain';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const [root, other, leaf] = [party('Root', 'rsa'), party('Other root', 'rsa'), party('Leaf', 'rsa')];
const self = issue(root, root, { ca: true });

async function lines(bag: readonly Uint8Array[]): Promise<string[][]> {
  const chain = await chainModel(bag.map(readCertificate), now);
  return chain!.paths.map(({ aws }) => aws.map(({ status, text }) => `${status}: ${text}`));
}

describe('what the chain says of AWS', () => {
  it('is one sentence for one certificate', async () => {
    const [aws] = await lines([self]);
    expect(aws!.filter((text) => text.startsWith('none'))).toEqual([
      'none: Import "CN=Root" as root; it is also the SigningKeyCertificate of the TR-34 import.',
    ]);
  });

  it('ends with why it is refused', async () => {
    const expired = issue(leaf, root, { notAfter: '260601000000Z' });
    for (const bag of [
      [issue(leaf, root, { breakSignature: true }), self],
      [expired, self],
    ]) {
      const [aws] = await lines(bag);
      expect(aws).toHaveLength(1);
      expect(aws![0]).toMatch(/^wrong: .*(Get both certificates again|Ask its issuer)/);
    }
  });

  it('goes on where only a certificate is missing here, which is said', async () => {
    const [aws] = await lines([issue(leaf, root)]);
    expect(aws).toEqual([
      expect.stringMatching(/^unknown: The chain stops at .* Add its certificate\.$/),
      'none: Do not import "CN=Leaf" as a key: it is the SigningKeyCertificate of the TR-34 import.',
    ]);
  });

  it('has the worst first', async () => {
    const limited = issue(root, party('Above', 'rsa'), { ca: true, keyUsage: '03020780' });
    const [aws] = await lines([issue(leaf, root), limited]);
    expect(aws!.map((text) => text.slice(0, text.indexOf(':')))).toEqual(['warn', 'unknown', 'none', 'none']);
  });

  it('is said once where a certificate has two ways up', async () => {
    // The root renewed under another authority: from the leaf two ways lead up.
    const crossed = issue(root, other, { ca: true });
    const paths = await lines([issue(leaf, root), self, crossed, issue(other, other, { ca: true })]);
    expect(paths.length).toBeGreaterThan(1);
    expect(paths[0]!.length).toBeGreaterThan(1);
    for (const aws of paths.slice(1))
      expect(aws).toEqual([expect.stringMatching(/^none: Alternative certificate path/)]);
  });
});
