// A chain as calls in their order: what each becomes, what is there already, and the script of them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { checkChain } from '../../../src/core/x509/chain';
import type { CheckedChain } from '../../../src/core/x509/chainTypes';
import {
  chainScript,
  chainSteps,
  futureKey,
  openRoot,
  openSteps,
  plansAhead,
  withFindings,
  type ChainStep,
  type ImportPurpose,
} from '../../../src/keyservice/draft/chainSteps';
import type { KnownKey } from '../../../src/keyservice/plans/plan';
import { awsPlanFinding } from '../../../src/keyservice/plans/planTexts';
import { wholeText } from '../../whole';
import { draftKey, target } from './setting';

const now = new Date('2026-12-01T00:00:00Z');
const context = { target, now };
const sample = path.join(import.meta.dirname, '../../../media/samples/chain.pem');
const certificates = findPemBlocks(readFileSync(sample, 'latin1')).map(({ bytes }) => readCertificate(bytes));
const key = (name: string): KnownKey =>
  draftKey(name, { KeyAttributes: futureKey(0, target).KeyAttributes }).key;

let whole: CheckedChain;
let rootless: CheckedChain;
beforeAll(async () => {
  whole = await checkChain(certificates, now);
  rootless = await checkChain(
    certificates.filter(({ selfIssued }) => !selfIssued),
    now,
  );
});

const stepsOf = (
  chain: CheckedChain,
  purpose: ImportPurpose,
  imported: readonly string[] = [],
  above?: KnownKey,
): readonly ChainStep[] =>
  chainSteps(
    ({ subject }, usage) =>
      imported.includes(subject.label)
        ? key(`${imported.indexOf(subject.label)}${usage.slice(5, 7)}`)
        : undefined,
    chain,
    chain.checkedPaths[0]!,
    purpose,
    above,
  );

it('steps, plans and scripts, for each purpose and for what is there already', async () => {
  const labels = whole.checkedPaths[0]!.certificates.map((i) => whole.certificates[i]!.subject.label);
  const [leaf = '', middle = '', root = ''] = labels;
  expect(labels).toHaveLength(3);
  const purposes = ['ALL', 'PUBLIC_KEY', 'TR34_SIGNER', 'TR34_RECIPIENT', 'ECDH_PARTNER'] as const;
  const states: readonly (readonly [string, CheckedChain, readonly string[], KnownKey?])[] = [
    ['nothing there', whole, []],
    ['the root there', whole, [root]],
    ['all there', whole, [root, middle, leaf]],
    ['the one between there', whole, [middle]],
    ['without its root', rootless, []],
    ['without its root, under a key', rootless, [], key('above')],
  ];
  const cases = states.flatMap(([name, chain, imported, above]) =>
    purposes.map((purpose) => {
      const steps = stepsOf(chain, purpose, imported, above);
      const plans = plansAhead(steps, context);
      return [
        `${name}, for ${purpose}`,
        {
          steps: steps.map(({ certificate, step, known, parent, above: over }) =>
            [
              certificate.subject.label,
              `${step.importAs} ${step.keyUsage.slice(5, 7)} ${step.modes.join('+')}`,
              `parent ${parent ?? 'none'}`,
              known ? `known ${known.KeyArn.slice(-16)}` : 'new',
              over ? `above ${over.KeyArn.slice(-16)}` : '',
            ].join(' | '),
          ),
          open: openSteps(steps).map(({ certificate }) => certificate.subject.label),
          root: openRoot(steps)?.subject.label ?? 'none',
          plans: plans.map(({ place, plan }) =>
            [
              place,
              plan.kind,
              plan.blocked,
              plan.summary.find(({ row }) => row === 'authority')?.value ?? '',
            ].join(' | '),
          ),
          script: chainScript(plans, steps, target)
            .replaceAll(/[A-Za-z0-9+/=]{100,}/g, 'CERTIFICATE')
            .split('\n')
            .map((line) => `${line.slice(0, 60)}…${line.slice(-200)}`),
        },
      ] as const;
    }),
  );
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/chainSteps.txt');
});

it('a call that names the key of a step comes last in the script', () => {
  const steps = stepsOf(whole, 'ALL');
  const plans = plansAhead(steps, context);
  const last = plans.at(-1)!.plan;
  const script = chainScript([], steps, target, last);
  expect(script).toMatch(/^AWS_MAX_ATTEMPTS=1 aws .*import-key/);
  expect(script).toContain(`"CertificateAuthorityPublicKeyIdentifier":"'"$CA2"'"`);
  expect(script.endsWith('\n')).toBe(true);
  expect(script.match(/\n/g)).toHaveLength(1);
  expect(chainScript(plans.slice(0, 1), steps, target, last).split(' &&\nAWS_MAX_ATTEMPTS=1 ')).toHaveLength(
    2,
  );
});

it('keys that do not exist yet are told from each other, in an account that may not be known', () => {
  const unnamed = { ...target, account: undefined } as never;
  expect(
    [futureKey(0, target), futureKey(12, target), futureKey(3, unnamed)].map((one) => one.KeyArn),
  ).toEqual([
    'arn:aws:payment-cryptography:us-east-2:111122223333:key/ca00000000000000',
    'arn:aws:payment-cryptography:us-east-2:111122223333:key/ca00000000000012',
    'arn:aws:payment-cryptography:us-east-2:000000000000:key/ca00000000000003',
  ]);
});

it('findings on the chain join those of the plan, once each, worst first', () => {
  const { plan } = plansAhead(stepsOf(whole, 'ALL'), context)[0]!;
  const info = awsPlanFinding('aws_plan_plaintext');
  const error = awsPlanFinding('aws_plan_key_disabled', undefined, ['The key']);
  const other = awsPlanFinding('aws_plan_key_disabled', undefined, ['Another key']);
  const before = { ...plan, findings: [info], blocked: false };
  const codes = ({ findings }: typeof plan): string[] => findings.map(({ message }) => message.slice(0, 11));
  const joined = withFindings(before, [info, error]);
  expect([codes(joined), joined.blocked]).toEqual([['The key is ', 'Alias and t'], true]);
  expect([codes(withFindings(before, [info])), withFindings(before, [info]).blocked]).toEqual([
    ['Alias and t'],
    false,
  ]);
  const blocked = withFindings({ ...plan, findings: [error], blocked: true }, [info, other]);
  expect([codes(blocked), blocked.blocked]).toEqual([['The key is ', 'Another key', 'Alias and t'], true]);
  expect(withFindings({ ...plan, findings: [], blocked: true }, []).blocked).toBe(true);
});
