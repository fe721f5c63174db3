// A request file with errors is not imported with other values than it asks for: each error stops until the field that it
// is about has been answered, and what cannot be answered stops until the file is corrected.
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import type { Draft, DraftAnswers, DraftKnown } from '../../../src/keyservice/draft/draft';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { readRequest } from '../../../src/keyservice/requests/read';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { arn, checksOf, codesOf, draftKey, faultsOf, fieldsOf, known, obstacleOf, target } from './setting';

const token = 'import-token-0123456789abcdef';
const block = testKeyBlock(
  { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' },
  new Uint8Array(16).fill(0x31),
  new Uint8Array(32).fill(7),
);
const tr31 = (more: object = {}, around: object = {}): object => ({
  KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: arn('two'), WrappedKeyBlock: block, ...more } },
  ...around,
});
const cryptogram = (more: object = {}, attributes: object = {}): object => ({
  KeyMaterial: {
    KeyCryptogram: {
      Exportable: false,
      ImportToken: token,
      KeyAttributes: {
        KeyAlgorithm: 'AES_128',
        KeyClass: 'SYMMETRIC_KEY',
        KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
        KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY',
        ...attributes,
      },
      WrappedKeyCryptogram: '1A'.repeat(512),
      ...more,
    },
  },
});

async function draftOf(request: unknown, answers: DraftAnswers = {}): Promise<Draft> {
  const document = readRequest(JSON.stringify(request))!;
  const { material } = document.values!;
  const around: Partial<DraftKnown> = {
    request: { place: 'request.json', document },
    keys: [draftKey('one'), draftKey('two')],
    last: { exportable: 'no', spec: 'RSA_OAEP_SHA_512' },
  };
  const draft = await importDraft(
    known(
      material?.kind === 'cryptogram'
        ? { kind: 'cryptogram', bytes: material.bytes }
        : { kind: 'keyBlock', block: decodeKeyBlock(block) },
      around,
    ),
    answers,
  );
  expect(faultsOf(draft)).toEqual([]);
  return draft;
}

const errorsOf = (draft: Draft): string[] => codesOf(draft).filter((code) => code.startsWith('error'));

describe('an error of a request file', () => {
  it('is not there in the files that these are made from', async () => {
    for (const request of [tr31({}, { Enabled: false, KeyCheckValueAlgorithm: 'CMAC' }), cryptogram()])
      expect(obstacleOf(await draftOf(request))).toBeUndefined();
  });

  it.each([
    ['a text in place of a state', tr31({}, { Enabled: 'false' }), 'request_boolean', { enabled: 'no' }],
    ['a number in place of a state', tr31({}, { Enabled: 0 }), 'request_value', { enabled: 'no' }],
    ['a misspelled state', tr31({}, { enabled: false }), 'request_spelling', { enabled: 'no' }],
    ['tags as an object', tr31({}, { Tags: { env: 'x=y' } }), 'request_value', { tags: 'env=x' }],
    ['a tag with a number', tr31({}, { Tags: [{ Key: 'a', Value: 1 }] }), 'request_value', { tags: 'a=1' }],
    ['a tag without its key', tr31({}, { Tags: [{ Value: 'b' }] }), 'request_missing', { tags: 'a=b' }],
    [
      'one tag of two',
      tr31({}, { Tags: [{ Key: 'a', Value: 'b' }, { Key: 'c', Value: 4 }] }), // prettier-ignore
      'request_value',
      { tags: 'a=b, c=4' },
    ],
    ['a KCV algorithm', tr31({}, { KeyCheckValueAlgorithm: 5 }), 'request_value', { checkValue: 'CMAC' }],
    ['a wrapping key', tr31({ WrappingKeyIdentifier: 5 }), 'request_value', { wrappingKey: arn('two') }],
    ['a hash', cryptogram({ WrappingSpec: 5 }), 'request_value', { spec: 'RSA_OAEP_SHA_512' }],
    ['a misspelled hash', cryptogram({ wrappingSpec: 'RSA_OAEP_SHA_512' }), 'request_spelling', { spec: 'RSA_OAEP_SHA_512' }], // prettier-ignore
    [
      'whether it may be exported',
      cryptogram({ Exportable: 'true' }),
      'request_boolean',
      { exportable: 'yes' },
    ],
    [
      'one mode of several',
      cryptogram(
        {},
        { KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true, Sign: 'true' } },
      ),
      'request_boolean',
      { modes: 'B' },
    ],
  ])('%s stops until its field is answered', async (_, request, code, answers) => {
    const asked = await draftOf(request);
    const [id] = Object.keys(answers);
    expect(errorsOf(asked)).toContain(`error ${code}`);
    expect(obstacleOf(asked)?.[0]).toBe(id);
    expect(asked.plan?.blocked ?? true).toBe(true);
    const answered = await draftOf(request, answers);
    expect(errorsOf(answered)).toEqual([]);
    expect(obstacleOf(answered)).toBeUndefined();
  });

  it.each([
    ['Exportable in a key block', tr31({ Exportable: false }), 'request_from_header'],
    ['Exportable beside it', tr31({}, { Exportable: false }), 'request_from_header'],
    ['the state inside of the block', tr31({ Enabled: false }), 'request_unknown'],
    ['another class', cryptogram({}, { KeyClass: 'ASYMMETRIC_KEY_PAIR' }), 'request_key_class'],
    ['a profile', tr31({}, { '--profile': 'another' }), 'request_cli_option_outside'],
    ['a Region that is not a text', tr31({}, { Region: 5 }), 'request_cli_option_outside'],
  ])('%s stops until the file is corrected', async (_, request, code) => {
    const draft = await draftOf(request);
    expect(errorsOf(draft)).toEqual([`error ${code}`]);
    expect(draft.plan?.blocked).toBe(true);
  });

  it('leaves the field empty, and shows what the file has there', async () => {
    const draft = await draftOf(cryptogram({ WrappingSpec: 5 }));
    expect(fieldsOf(draft).spec).toBe('');
    expect(checksOf(draft)).toContain('warning @spec: The request file has 5.');
    expect(fieldsOf(await draftOf(tr31({}, { Enabled: 'false' }))).enabled).toBe('');
  });

  it('of the form alone does not stop: the same value is sent in the right form', async () => {
    const draft = await draftOf(cryptogram({ WrappedKeyCryptogram: '1a'.repeat(512) }));
    expect(obstacleOf(draft)).toBeUndefined();
    expect(draft.plan?.request.KeyMaterial).toMatchObject({
      KeyCryptogram: { WrappedKeyCryptogram: '1A'.repeat(512) },
    });
  });

  it('that only names the selected profile does not stop', async () => {
    const around = { Region: target.region, 'endpoint-url': target.endpoint, profile: target.profile };
    const draft = await draftOf(tr31({}, around));
    expect(obstacleOf(draft)).toBeUndefined();
    expect(codesOf(draft)).toContain('warning request_cli_option_outside');
  });

  it('is a template: its placeholders are answered on the page', async () => {
    const draft = await draftOf(tr31({ WrappingKeyIdentifier: '<wrapping key>' }), {
      wrappingKey: arn('one'),
    });
    expect(obstacleOf(draft)).toBeUndefined();
  });
});
