import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findingsSummary, unsettledChecks } from '../../src/extension/material/structureChecks';
import { fileOf } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import { dumpOf } from '../../src/extension/viewer/structureDump';
import type { Statement } from '../../src/protocol/structure';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const samples = path.join(import.meta.dirname, '../../media/samples');
const sessionOf = (bytes: Uint8Array): StructureSession => new StructureSession(fileOf('file', bytes));
const sample = (name: string): StructureSession =>
  sessionOf(new Uint8Array(readFileSync(path.join(samples, name))));

async function told(session: StructureSession): Promise<{ summary: string; checks: Statement[] }> {
  const checks = unsettledChecks(await session.overview());
  return { summary: findingsSummary((await session.findings()).length, checks), checks };
}

const root = party('Root', 'rsa');
const leaf = issue(party('Leaf'), root);

describe('the findings of a structure', () => {
  it('name the checks of a token that were not done, in the words of the overview', async () => {
    const session = sample('tr34-annex-b.cms');
    const { summary, checks } = await told(session);
    const { sections } = await session.overview();
    const listed = sections.find(({ id }) => id === 'checks')!.statements;
    const open = listed.filter(({ status }) => status === 'unknown');
    expect(open.length).toBeGreaterThan(3);
    expect(checks.filter(({ status }) => status === 'unknown')).toEqual(open);
    expect(checks.some(({ action }) => action !== undefined)).toBe(true);
    expect(summary).toContain(`${open.length} checks not done`);
  });

  it('tell the checks of a token that failed', async () => {
    const bytes = new Uint8Array(readFileSync(path.join(samples, 'tr34-annex-b.cms')));
    const session = sessionOf(bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
    session.added.push(...sample('tr34-certificates.pem').certificates());
    const { summary, checks } = await told(session);
    expect(checks[0]?.status).toBe('wrong');
    expect(summary).toContain('1 check failed');
  });

  it('of a certificate whose issuer is not there are not all there is', async () => {
    const { summary, checks } = await told(sessionOf(leaf));
    expect(summary).toContain('2 checks not done');
    expect(checks.map(({ text }) => text)).toEqual([
      'Signature not checked: the issuer "Root" is not in this file.',
      'Trust: root not given',
    ]);
    const text = await dumpOf(sessionOf(leaf), false, false);
    expect(text).toContain(`Findings\n  ${summary}\n`);
    expect(text).toContain('\n  ? Signature not checked');
  });

  it('of a certificate that signed itself leave its trust open', async () => {
    const { summary, checks } = await told(sessionOf(issue(root, root, { ca: true })));
    expect(checks.map(({ text }) => text)).toEqual(['Trust: root not given']);
    expect(summary).toContain('1 check not done');
  });
});
