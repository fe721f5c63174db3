// Wrapping keys and authorities of other accounts: allowed, named, and judged as far as they could be read.
import { phrase } from '../../../src/core/findings';
import { describe, expect, it } from 'vitest';
import type { Draft, DraftKey } from '../../../src/keyservice/draft/draft';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { checkKey } from '../../../src/keyservice/plans/plan';
import { PlanFindings } from '../../../src/keyservice/plans/planFindings';
import { candidatesOf, codesOf, context, draftKey, faultsOf, known, pairKey, pinBlock } from './setting';

const block = pinBlock(new Uint8Array(32).fill(0x11));
const other = 'arn:aws:payment-cryptography:us-east-2:444455556666:key/kek0000000000000';
const foreign = (more: object = {}): DraftKey => ({
  ...draftKey('kek', { KeyArn: other, ...more }),
  aliases: [],
});
const draftOf = async (key: DraftKey, wrappingKey?: string): Promise<Draft> => {
  const draft = await importDraft(
    known({ kind: 'keyBlock', block }, { foreignKeys: [key] }),
    wrappingKey === undefined ? {} : { wrappingKey },
  );
  expect(faultsOf(draft)).toEqual([]);
  return draft;
};

describe('a wrapping key of another account', () => {
  it('is not proposed: the user names it', async () => {
    const draft = await draftOf(foreign());
    expect(draft.plan).toBeUndefined();
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([expect.stringContaining('account 444455556666')]);
  });

  it('is a warning that names both accounts, not an obstacle', async () => {
    const draft = await draftOf(foreign(), other);
    expect(codesOf(draft)).toContain('warning aws_plan_key_other_account');
    expect(draft.findings.find(({ code }) => code === 'aws_plan_key_other_account')?.message).toContain(
      'The wrapping key belongs to account 444455556666, not to 111122223333',
    );
    expect(draft.obstacle).toBeUndefined();
    expect(draft.plan?.request.KeyMaterial.Tr31KeyBlock?.WrappingKeyIdentifier).toBe(other);
  });

  it('is judged by its attributes where they were read', async () => {
    const draft = await draftOf(foreign({ usage: 'TR31_P0_PIN_ENCRYPTION_KEY' }), other);
    expect(codesOf(draft)).toContain('error aws_wrapping_usage');
    expect(draft.plan?.blocked).toBe(true);
  });

  it('is not judged where they were not, and that is said', async () => {
    const { key } = foreign({ unread: true });
    const unread = {
      aliases: [],
      key: { ...key, KeyAttributes: { ...key.KeyAttributes, KeyAlgorithm: '' } },
    };
    const draft = await draftOf(unread, other);
    expect(codesOf(draft)).toContain('warning aws_plan_key_unread');
    expect(codesOf(draft).filter((code) => code.startsWith('error'))).toEqual([]);
    expect(draft.plan?.blocked).toBe(false);
  });

  it('of another Region is not among the choices', async () => {
    const far = other.replace('us-east-2', 'eu-west-1');
    const draft = await draftOf(foreign({ KeyArn: far }), far);
    expect(candidatesOf(draft, 'wrappingKey')).toEqual([]);
    expect(draft.plan).toBeUndefined();
  });
});

it('an own key pair is never one of another account', () => {
  const findings = new PlanFindings();
  checkKey(
    phrase('The own key pair'),
    pairKey('pair', 'ECC_NIST_P256', { KeyArn: other }).key,
    context,
    findings,
  );
  expect(findings.all.map(({ code }) => code)).toEqual(['aws_plan_key_elsewhere']);
});
