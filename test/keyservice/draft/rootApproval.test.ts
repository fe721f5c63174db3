// What an approval team needs of the import of a root: whether a comment is asked for, what is proposed, and what is refused.
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { chainScript, plansAhead, stepChoices } from '../../../src/keyservice/draft/chainSteps';
import type { Draft, DraftAnswers, DraftKnown, RootApproval } from '../../../src/keyservice/draft/draft';
import { englishOf } from '../../../src/keyservice/draft/draftTexts';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { longestComment, proposedComment } from '../../../src/keyservice/draft/rootApproval';
import { planCliText } from '../../../src/keyservice/plans/plan';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import { authorityKey, certificateOf, known, open, target } from './setting';

const team: RootApproval = {
  kind: 'team',
  arn: 'arn:aws:mpa:us-east-2:111122223333:approval-team/roots',
  state: 'ACTIVE',
};
const unread = (unknownOperation: boolean): RootApproval => ({
  kind: 'unread',
  reason: 'AccessDeniedException',
  unknownOperation,
});
let chain: TestParty[];
let root: TestParty;
beforeAll(async () => {
  chain = await testChain(['Root', 'Middle', 'Leaf'], 'RSA_2048');
  root = await testParty('A root', { kind: 'ECC_NIST_P256', ca: true });
});

const draftOf = (
  parties: readonly TestParty[],
  approval: RootApproval | undefined,
  answers: DraftAnswers = {},
  more: Partial<DraftKnown> = {},
): Promise<Draft> =>
  importDraft(
    known({ kind: 'certificates', certificates: parties.map(certificateOf) }, { approval, ...more }),
    {
      purpose: 'ALL',
      ...answers,
    },
  );
const commentOf = ({ fields }: Draft) => fields.find(({ id }) => id === 'comment');
const obstacleIn = ({ obstacle }: Draft): string | undefined => obstacle && englishOf(obstacle.text);

describe('the comment', () => {
  it('is required where a team decides, and proposed with subject and fingerprint', async () => {
    const draft = await draftOf([root], team);
    const field = commentOf(draft)!;
    expect(field).toMatchObject({ optional: false, value: proposedComment(certificateOf(root)) });
    expect(field.value).toMatch(/^Root certificate CN=A root,.*, SHA-256 ([0-9A-F]{4} ){15}[0-9A-F]{4}$/);
    expect(draft.approval).toBe(team);
    expect(draft.plan?.request.RequesterComment).toBe(field.value);
    const empty = await draftOf([root], team, { comment: ' ' });
    expect(obstacleIn(empty)).toBe('Enter a comment for the approval team.');
    expect(empty.plan?.blocked).toBe(true);
  });

  it('is offered where that is not known, and proposed where the service knows of teams', async () => {
    expect(commentOf(await draftOf([root], unread(false)))).toMatchObject({
      optional: true,
      value: proposedComment(certificateOf(root)),
    });
    const draft = await draftOf([root], unread(true));
    expect(commentOf(draft)).toMatchObject({ optional: true, value: '' });
    expect(draft.obstacle).toBeUndefined();
    expect(draft.plan?.request).not.toHaveProperty('RequesterComment');
  });

  it('is neither asked for nor sent where no team decides, or while it was not asked', async () => {
    for (const approval of [{ kind: 'none' } as const, undefined]) {
      const draft = await draftOf([root], approval, { comment: 'typed before' });
      expect(commentOf(draft)).toBeUndefined();
      expect(draft.plan?.request).not.toHaveProperty('RequesterComment');
    }
  });

  it('is not asked for where no root is imported', async () => {
    const above = { keys: [authorityKey('root', chain[0]!)], certificates: open(chain[0]!) };
    const draft = await draftOf([chain[1]!], team, {}, above);
    expect(draft.plan?.kind).toBe('TrustedCertificatePublicKey');
    expect(commentOf(draft)).toBeUndefined();
    expect(draft.approval).toBeUndefined();
  });

  it('goes with the root of a chain alone', async () => {
    const draft = await draftOf(chain, team, { comment: 'asked by phone' });
    const plans = plansAhead(draft.work!.steps, { target, now: new Date() }, stepChoices(draft.choices));
    expect(plans.map(({ plan }) => plan.request.RequesterComment)).toEqual([
      'asked by phone',
      undefined,
      undefined,
    ]);
    const script = chainScript(plans, draft.work!.steps, target).split('\n');
    expect(script[0]).toContain("--requester-comment 'asked by phone'");
    // The calls under it come when it is not in progress any more.
    expect(script[1]).toMatch(
      /^while \[ "\$\(aws .* get-key --key-identifier '*"\$CA1"'* .*\)" = CREATE_IN_PROGRESS \]; do sleep 30; done &&$/,
    );
    expect(script.filter((line) => line.includes('--requester-comment'))).toHaveLength(1);
  });

  it('is in the command of a single root for every shell', async () => {
    const { plan } = await draftOf([root], team);
    for (const line of Object.values(planCliText(plan!, target).lines))
      expect('command' in line && line.command).toMatch(/--requester-comment ['"]Root certificate CN=A root/);
  });
});

describe('what is proposed', () => {
  it.each([
    ['a long subject', 'x'.repeat(300)],
    ['a subject of characters of two units', '😀'.repeat(120)],
    ['a subject with what shells act on', 'a"b%PATH%c!d\u202ee'],
  ])('of %s keeps to the length and the whole fingerprint', (_, subject) => {
    const certificate = certificateOf(root);
    const named = { ...certificate, subject: { ...certificate.subject, text: subject } };
    const comment = proposedComment(named);
    expect(comment.length).toBeLessThanOrEqual(longestComment);
    expect(comment).toMatch(/SHA-256 ([0-9A-F]{4} ){15}[0-9A-F]{4}$/);
    expect(comment).not.toMatch(/["%!\u202e]/);
    expect(comment).not.toMatch(/\p{Surrogate}/u);
  });
});

describe('what cannot be sent', () => {
  const refusal = async (comment: string): Promise<string | undefined> => {
    const { problem } = commentOf(await draftOf([root], team, { comment }))!;
    return problem && englishOf(problem);
  };
  const key = '00112233445566778899AABBCCDDEEFF';

  it.each([
    ['x'.repeat(201), 'A comment can have at most 200 characters; this one has 201.'],
    ['a\nb', 'Control characters and line breaks cannot be sent.'],
    [`the key is ${key}`, 'This may contain key material, and comments appear in CloudTrail. Remove it.'],
    [
      key.toLowerCase().replace(/(.{4})(?=.)/g, '$1 '),
      'This may contain key material, and comments appear in CloudTrail. Remove it.',
    ],
    [
      `block D0112P0AE00E0000${'0'.repeat(96)}`,
      'This may contain key material, and comments appear in CloudTrail. Remove it.',
    ],
  ])('is %s', async (comment, said) => expect(await refusal(comment)).toBe(said));

  it('is not the fingerprint of the root, however it is written', async () => {
    const digits = /SHA-256 (.*)$/.exec(proposedComment(certificateOf(root)))![1]!;
    const bare = digits.replaceAll(' ', '');
    expect(fromHex(bare)).toHaveLength(32);
    for (const text of [bare, bare.toLowerCase(), digits, bare.replace(/(..)(?=.)/g, '$1:')])
      expect(await refusal(`ceremony 7, fingerprint ${text}`)).toBeUndefined();
    expect(await refusal('Réf. 42: demandé par A. Müller — ok?')).toBeUndefined();
  });
});
