// Drafts of request files with one thing wrong in them: which field asks, what stops, and what is sent all the same.
import { expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import type { DraftAnswers, DraftKnown } from '../../../src/keyservice/draft/draft';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { readRequest } from '../../../src/keyservice/requests/read';
import { damaged, requests, type Json } from '../requests/damages';
import { arn, checksOf, codesOf, context, draftKey, fieldsOf, known, obstacleOf } from './setting';

const block = requests.tr31.KeyMaterial.Tr31KeyBlock.WrappedKeyBlock;
const around: Partial<DraftKnown> = {
  context: { ...context, defaultRegions: { kind: 'read', regions: [] } },
  keys: [draftKey('one'), draftKey('two')],
  aliasTarget: (alias) => (alias === 'alias/two' ? arn('two') : undefined),
};
const materials: Readonly<Record<string, DraftKnown['material']>> = {
  tr31: { kind: 'keyBlock', block: decodeKeyBlock(block) },
  agreed: { kind: 'keyBlock', block: decodeKeyBlock(block) },
  cryptogram: { kind: 'cryptogram', bytes: new Uint8Array(256).fill(0x1a) },
};

async function linesOf(
  request: Json,
  material: DraftKnown['material'],
  answers: DraftAnswers = {},
): Promise<string[]> {
  const document = readRequest(JSON.stringify(request));
  if (!document) return [];
  const draft = await importDraft(
    known(material, { ...around, request: { place: 'request.json', document } }),
    answers,
  );
  return [
    `stops: ${obstacleOf(draft)?.join(', ') ?? 'no'}`,
    ...Object.entries(fieldsOf(draft)).map(([field, value]) => `${field}: ${value}`),
    ...codesOf(draft),
    ...checksOf(draft),
    `sent: ${draft.plan ? JSON.stringify({ ...draft.plan.request, KeyMaterial: undefined }) : 'nothing'}`,
  ];
}

/** The whole draft of the sound request, and of each damaged one the lines that differ. */
it.each(Object.entries(materials))('of %s are the same as before', async (name, material) => {
  const request: Json = requests[name as 'tr31'];
  const sound = await linesOf(request, material);
  const parts = ['sound', ...sound.map((line) => `  ${line}`)];
  for (const [what, other] of damaged(request)) {
    // Values of the right type that mean nothing are judged by the request itself.
    const lines = await linesOf(other, material);
    const more = lines.filter((line) => !sound.includes(line));
    if (more.length > 0) parts.push(what, ...more.map((line) => `  ${line.slice(0, 160)}`));
  }
  await expect(parts.join('\n')).toMatchFileSnapshot(`whole/request.${name}.txt`);
});

it('Regions of a request file are asked for, and answers are held against them', async () => {
  const lists: readonly Json[] = [
    [],
    ['us-west-2'],
    ['us-west-2', 'us-east-1'],
    null,
    ['us-east-2'],
    'us-west-2',
    [5],
  ];
  const answers: readonly DraftAnswers[] = [
    {},
    { regions: 'default' },
    { regions: 'none' },
    { regions: 'chosen', otherRegions: 'us-east-1, us-west-2' },
  ];
  const parts: string[] = [];
  for (const ReplicationRegions of lists)
    for (const answer of answers) {
      const lines = await linesOf({ ...requests.tr31, ReplicationRegions }, materials.tr31!, answer);
      parts.push(
        `${JSON.stringify(ReplicationRegions)}, answered ${JSON.stringify(answer)}`,
        ...lines.filter((line) => /region|stops|sent|request_/i.test(line)).map((line) => `  ${line}`),
      );
    }
  await expect(parts.join('\n')).toMatchFileSnapshot('whole/request.regions.txt');
});

it.each([
  ['AB CD-12:34', true],
  ['abcd1234', true],
  ['ABCD1235', false],
  ['ABCD12', false],
])('shared information %s is that of the file: %s', async (sharedInformation, same) => {
  const lines = await linesOf(requests.agreed, materials.agreed!, { sharedInformation });
  expect(lines.some((line) => line.startsWith('warning @sharedInformation'))).toBe(!same);
});

it('what has no field is named where it is a random number, and nothing of the rest', async () => {
  const { RandomNonce } = requests.tr34.KeyMaterial.Tr34KeyBlock;
  const lines = await linesOf(requests.tr34, materials.tr31!);
  expect(lines.filter((line) => line.includes(RandomNonce))).toMatchInlineSnapshot(`
    [
      "warning: The request file has RandomNonce 0011223344556677, which this import does not use.",
    ]
  `);
});
