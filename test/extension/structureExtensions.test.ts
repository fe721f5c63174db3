import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findKeyMaterial } from '../../src/core/input/material';
import { readCertificate } from '../../src/core/x509/certificate';
import { extensionSection } from '../../src/extension/material/structureExtensions';
import type { Statement } from '../../src/protocol/structure';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

function lines(statements: readonly Statement[], indent = ''): string[] {
  return statements.flatMap(({ label, text, inside = [] }) => [
    `${indent}${label}: ${text}`.trimEnd(),
    ...lines(inside, `${indent}  `),
  ]);
}

function overview(name: string): string[] {
  const file = path.join(import.meta.dirname, `../core/x509/extensions/${name}.pem`);
  const [found] = findKeyMaterial(new Uint8Array(readFileSync(file)));
  if (found?.kind !== 'der') throw new Error(`${name} holds no DER`);
  return lines(extensionSection(readCertificate(found.bytes).extensions).statements);
}

describe('extensions in the overview', () => {
  it('have their parts under their labels', () => {
    const shown = overview('constraints').join('\n');
    expect(shown).toContain(
      'basicConstraints (critical): CA, path length 3\nkeyUsage (critical): digitalSignature,',
    );
    expect(shown).toContain('nameConstraints (critical):\n  Permitted:\n    DNS name: example.com\n');
    expect(shown).toContain('\n  Excluded:\n    DNS name: secret.example.com\n');
    expect(shown).toContain('\n  Serial number, hex: 123456\n');
  });

  it('a part that is alone stands on one line with what holds it', () => {
    const shown = overview('revocation').join('\n');
    expect(shown).toContain(
      'authorityInfoAccess:\n  OCSP: URI: http://ocsp.example.com/\n  CA issuers: URI: http://ca.example.com/ca.cer\n',
    );
    expect(shown).toContain(
      'freshestCRL: Distribution point: Full name: URI: http://crl.example.com/delta.crl',
    );
    expect(shown).toContain('ocspNoCheck: present');
    expect(overview('constraints')).toContain(
      'inhibitAnyPolicy: Certificates before anyPolicy is inhibited: 2',
    );
  });
});
