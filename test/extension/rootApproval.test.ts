// The question whether a team decides about imports of roots: asked of the simulator, and ended by the user.
import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { PageApproval } from '../../src/extension/import/pageApproval';
import type { ServiceAction } from '../../src/extension/service/serviceAction';
import { readRootApproval } from '../../src/extension/service/rootApproval';
import type { Draft } from '../../src/keyservice/draft/draft';
import { pause } from '../keyservice/imports/importing';
import { setting } from '../keyservice/imports/setting';

const at = setting();
const asked = () => ({ service: at.aws, target: at.aws.target });
const never = { kind: 'silence', when: 'before' } as const;

describe('the question whether a team decides', () => {
  it('is answered where nobody cancels it', async () => {
    expect(await readRootApproval(asked(), new AbortController().signal)).toEqual({ kind: 'none' });
  });

  it('ends when the page cancels it, and is then not known', async () => {
    at.simulator.setFaults(() => never);
    const shown: string[] = [];
    const page: PageApproval = new PageApproval({
      show: () => void shown.push(page.busy),
      unfinished: () => undefined,
      approved: () => undefined,
      notImported: () => Promise.resolve(),
      proceed: () => Promise.resolve(),
    });
    const root = { known: undefined, step: { importAs: 'RootCertificatePublicKey' }, certificate: {} };
    const draft = { work: { steps: [root] } } as unknown as Draft;
    const ask = page.ask(asked() as unknown as ServiceAction, draft);
    await pause(200);
    expect(shown).toEqual(['Checking whether a team must approve the import…']);
    const begun = Date.now();
    page.cancel();
    expect(await ask).toBe(true);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(page.teams.known(at.aws.target)).toMatchObject({ kind: 'unread' });
    expect(page.busy).toBe('');
  });
});
