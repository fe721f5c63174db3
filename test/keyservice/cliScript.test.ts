// Scripts of an import, whole, for each shell and each wish. A real sh runs them in cliScript.process.test.ts.
import { expect, it } from 'vitest';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { shells } from '../../src/keyservice/cliText';
import type { ServiceTarget } from '../../src/keyservice/operations';
import { importScript } from '../../src/keyservice/plans/cliScript';
import { planKeyBlock } from '../../src/keyservice/plans/keyBlockPlans';

const live: ServiceTarget = {
  kind: 'aws',
  profile: "o'brien",
  region: 'us-east-1',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
};
const simulated: ServiceTarget = { ...live, kind: 'simulator', endpoint: 'http://127.0.0.1:61310' };
const plan = planKeyBlock(
  {
    block: decodeKeyBlock(`D0112P0TB00E0000${'A1'.repeat(48)}`),
    wrappingKey: {
      KeyArn: 'arn:aws:payment-cryptography:us-east-1:111122223333:key/abcdefghijklmnop',
      KeyState: 'CREATE_COMPLETE',
      Enabled: true,
      KeyAttributes: {
        KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: 'AES_128',
        KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
      },
    },
  },
  { tags: [{ Key: 'env', Value: 'it’s "x"' }] },
  { target: live, now: new Date(0) },
);

it('scripts of an import', async () => {
  const wishes = [
    { alias: undefined, expected: undefined },
    { alias: 'alias/pek-01', expected: undefined },
    { alias: undefined, expected: '08D7B4' },
    { alias: 'alias/pek-01', expected: '08D7B4' },
    { alias: 'alias/pek-01', expected: '08D7B4', path: '/home/key custody/import-key.json' },
  ];
  const cases = [live, simulated].flatMap((target) =>
    wishes.flatMap((wish) =>
      shells.map((shell) =>
        [
          `# ${target.kind}, ${shell}, ${wish.alias ?? 'no alias'}, ${wish.expected ?? 'no KCV'}${wish.path === undefined ? '' : ', in a file'}`,
          importScript(plan, target, shell, wish) ?? 'none',
        ].join('\n'),
      ),
    ),
  );
  await expect(`${cases.join('\n\n')}\n`).toMatchFileSnapshot('whole/scripts.txt');
});
