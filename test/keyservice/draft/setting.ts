/** An account with keys, and drafts as a person would read them. */
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import { toUpperHex } from '../../../src/core/crypto/bytes';
import { digestOf } from '../../../src/core/crypto/hmac';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import type { KeyBlockHeader } from '../../../src/core/keyblock/blockHeader';
import type { KeyBlock } from '../../../src/core/keyblock/types';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import type {
  Draft,
  DraftKey,
  DraftKnown,
  DraftMaterial,
  DraftParameters,
  FieldId,
  Found,
} from '../../../src/keyservice/draft/draft';
import { englishOf } from '../../../src/keyservice/draft/draftTexts';
import type { ServiceTarget } from '../../../src/keyservice/operations';
import type { ImportContext, KnownKey } from '../../../src/keyservice/plans/plan';
import { modesOfUse, type KeyAlgorithm } from '../../../src/keyservice/rules/keyAttributes';
import { awsKeyAlgorithm } from '../../../src/keyservice/rules/certificates';
import type { TestParty } from '../../../src/keyservice/testsource/parties';
import { certificateOfParameter, testKeyBlock } from '../../../src/keyservice/testsource/payloads';

export const target: ServiceTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'us-east-2',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
};
export const context: ImportContext = { target, now: new Date() };

export const arn = (name: string): string =>
  `arn:aws:payment-cryptography:us-east-2:111122223333:key/${name.padEnd(16, '0')}`;

/** A wrapping key (K1, AES_256) where nothing else is said. */
export function draftKey(
  name: string,
  more: Partial<KnownKey> & { readonly algorithm?: KeyAlgorithm; readonly usage?: string } = {},
  of: Omit<Partial<DraftKey>, 'key'> = {},
): DraftKey {
  const { algorithm = 'AES_256', usage = 'TR31_K1_KEY_BLOCK_PROTECTION_KEY', ...rest } = more;
  const key: KnownKey = {
    KeyArn: arn(name),
    KeyAttributes: {
      KeyUsage: usage,
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: algorithm,
      KeyModesOfUse: modesOfUse('B')!,
    },
    KeyState: 'CREATE_COMPLETE',
    Enabled: true,
    ...rest,
  };
  return { key, aliases: [`alias/${name}`], ...of };
}

/** A certificate as the account has it: with the check value that the simulator gives it. */
export function authorityKey(name: string, party: TestParty, more: Partial<KnownKey> = {}): DraftKey {
  return draftKey(name, {
    KeyAttributes: {
      KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
      KeyClass: 'PUBLIC_KEY',
      KeyAlgorithm: awsKeyAlgorithm(certificateOf(party).publicKey)!,
      KeyModesOfUse: { Verify: true },
    },
    KeyCheckValue: publicValue(party),
    ...more,
  });
}

export const publicValue = ({ publicKey }: Pick<TestParty, 'publicKey'>): string =>
  toUpperHex(digestOf('SHA-1', publicKey)).slice(0, 8);

export function pairKey(
  name: string,
  algorithm: KeyAlgorithm,
  more: Partial<KnownKey> = {},
  of: Omit<Partial<DraftKey>, 'key'> = {},
): DraftKey {
  return draftKey(
    name,
    {
      KeyAttributes: {
        KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
        KeyClass: 'ASYMMETRIC_KEY_PAIR',
        KeyAlgorithm: algorithm,
        KeyModesOfUse: { DeriveKey: true },
      },
      DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      ...more,
    },
    of,
  );
}

const read = new Map<Uint8Array, Certificate>();
/** The same object for the same party, as a host has it. */
export function certificateOf({ certificate }: Pick<TestParty, 'certificate'>): Certificate {
  const one = read.get(certificate) ?? readCertificate(certificate);
  read.set(certificate, one);
  return one;
}

export const open = (...parties: readonly TestParty[]): Found<Certificate>[] =>
  parties.map((party) => ({ value: certificateOf(party), place: `${party.name}.pem` }));

export function keptParameters(
  id: string,
  materialType: 'TR34_KEY_BLOCK' | 'KEY_CRYPTOGRAM',
  krd: TestParty,
  more: Partial<DraftParameters['parameters']> = {},
): DraftParameters {
  return {
    id,
    title: `${materialType === 'KEY_CRYPTOGRAM' ? 'RSA' : 'TR-34'}, ${krd.kind}`,
    parameters: {
      token: `import-token-${id.padEnd(16, '0')}`,
      materialType,
      wrappingAlgorithm: krd.kind,
      validUntil: new Date(context.now.getTime() + 20 * 86_400_000),
      region: target.region,
      account: '111122223333',
      endpoint: target.endpoint,
      ...more,
    },
    certificate: certificateOfParameter(krd.parameter),
  };
}

export const known = (material: DraftMaterial, more: Partial<DraftKnown> = {}): DraftKnown => ({
  material,
  context,
  keys: [],
  parameters: [],
  certificates: [],
  randomNumbers: [],
  checkValuesNear: [],
  imported: () => undefined,
  aliasTarget: () => undefined,
  last: {},
  ...more,
});

/** A PIN key for versions D; what the KBPK is decides the check value of KP. */
export function pinBlock(kbpk: Uint8Array, more: Partial<KeyBlockHeader> = {}): KeyBlock {
  return decodeKeyBlock(
    testKeyBlock(
      { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E', ...more },
      new Uint8Array(16).fill(0x31),
      kbpk,
    ),
  );
}

export const cmac = (key: Uint8Array): string => keyCheckValue('CMAC', key, { algorithm: 'AES' });

/** Label, or the words of a candidate that has none; serial numbers are left out, as they are random. */
const shortOf = (label: string, notes: readonly { template: string }[]): string =>
  label === '' ? notes.map(englishOf).join(', ') : label.replace(/ · [0-9A-Fa-f]{8}$/, '');

/** Each field: its value as it is read, and from where; "!" and what is wrong with it. */
export function fieldsOf({ fields }: Draft): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ id, kind, value, origin, candidates, problem }) => {
      const chosen = candidates.find((one) => one.id === value);
      const shown = kind === 'choice' && chosen ? shortOf(chosen.label, chosen.notes) : value;
      return [
        id,
        `${shown}${origin ? ` <- ${englishOf(origin)}` : ''}${problem ? ` ! ${englishOf(problem)}` : ''}`,
      ];
    }),
  );
}

/** Candidates of a field: "label (notes) - refusals". */
export function candidatesOf({ fields }: Draft, id: FieldId): string[] {
  const field = fields.find((one) => one.id === id);
  return (field?.candidates ?? []).map(({ label, notes, refusals }) =>
    [
      shortOf(label, notes),
      ...(label === '' || notes.length === 0 ? [] : [`(${notes.map(englishOf).join('; ')})`]),
      ...(refusals.length === 0 ? [] : [`- ${refusals.map(englishOf).join(' ')}`]),
    ].join(' '),
  );
}

export const idOf = ({ fields }: Draft, id: FieldId, label: string): string => {
  const field = fields.find((one) => one.id === id)!;
  return field.candidates.find((one) => one.label.startsWith(label))!.id;
};

export const obstacleOf = ({ obstacle }: Draft): readonly [string | undefined, string] | undefined =>
  obstacle && [obstacle.field, englishOf(obstacle.text)];

export const checksOf = ({ checks }: Draft): string[] =>
  checks.map(({ state, text, field }) => `${state}${field ? ` @${field}` : ''}: ${englishOf(text)}`);

export const codesOf = ({ findings }: Draft): string[] =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

/** What has to hold of every draft, whatever it is of. */
export function faultsOf(draft: Draft): string[] {
  const { plan, obstacle, findings, checks, fields, work } = draft;
  const faults: string[] = [];
  const error = findings.some(({ severity }) => severity === 'error');
  if (error && !obstacle) faults.push('an error without an obstacle');
  if (checks.some(({ state }) => state === 'failed') && !obstacle) faults.push('a failed check, no obstacle');
  if (fields.some(({ problem }) => problem) && !obstacle) faults.push('a problem without an obstacle');
  if (fields.some(({ optional, value }) => !optional && value === '') && !obstacle)
    faults.push('a missing answer without an obstacle');
  if (plan && plan.blocked !== (obstacle !== undefined)) faults.push('blocked and obstacle differ');
  if (!obstacle && !work) faults.push('neither work nor obstacle');
  const again = work?.plan?.(draft.choices, context);
  if (again && obstacle && !again.blocked) faults.push('the work makes a plan that is not blocked');
  for (const { id, value, candidates, kind } of fields)
    if (
      kind === 'choice' &&
      value !== '' &&
      candidates.find((one) => one.id === value)?.refusals.length !== 0
    )
      faults.push(`${id} has a value that is refused`);
  return faults;
}
