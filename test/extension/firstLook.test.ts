/** What a first look at material as OpenSSL writes it shows: nothing false, and no tick for less than was checked. */
import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { certificateDiagnostics } from '../../src/extension/material/certificateProblems';
import { fileOfText } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import type { Statement } from '../../src/protocol/structure';
import { oid, party } from '../core/x509/issue';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const now = new Date('2026-12-01T00:00:00Z');
const leaf = party('Leaf');

const line = ({ status, label, text }: Statement): string =>
  `${status === 'none' ? '' : `${status}: `}${label === '' ? '' : `${label}: `}${text}`;
const lines = (statements: readonly Statement[]): string[] =>
  statements.flatMap((one) => [line(one), ...lines(one.inside ?? [])]);

/** What the viewer shows of one part: on top, in its sections, and as codes of findings. */
async function look(text: string, part = 0) {
  const session = new StructureSession(fileOfText('file.pem', text));
  session.part = part;
  const { verdicts = [], sections } = await session.overview(now);
  return {
    top: verdicts.map(line),
    all: sections.flatMap(({ title, statements }) => [title, ...lines(statements)]),
    codes: (await session.findings()).map(({ code }) => code),
  };
}
const problems = async (text: string): Promise<unknown[]> =>
  (await certificateDiagnostics(textDocument(text, 'plaintext', '/file.pem'), text, now)).map(
    ({ code }) => code,
  );

describe('an EC key as OpenSSL writes it', () => {
  const parameters = toPem('EC PARAMETERS', oid('2a8648ce3d030107'));
  const key = leaf.privateKey.export({ type: 'sec1', format: 'pem' }) as string;

  it('has its curve above it: an OID is a whole structure', async () => {
    const { top, all, codes } = await look(parameters + key);
    expect(top).toEqual(['ok: Encoding']);
    expect(all).toContain('Curve: P-256, about 128 bits of security');
    expect(codes).toEqual([]);
    expect(await problems(parameters + key)).toEqual(['private_key_not_encrypted']);
  });

  it('encrypted by its PEM header has no encoding that could be wrong', async () => {
    for (const format of ['sec1', 'pkcs1'] as const) {
      const { privateKey } = format === 'sec1' ? leaf : party('RSA', 'rsa');
      const pem = privateKey.export({ type: format, format: 'pem', cipher: 'aes-128-cbc', passphrase: 'a' });
      const { top, codes } = await look(pem as string);
      expect(top).toEqual(['unknown: Encrypted: not opened']);
      expect(codes).toEqual([]);
    }
  });
});
