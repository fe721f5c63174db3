// An RSA cryptogram: what its length says before anything is asked, and which usages are offered.
import { expect, it } from 'vitest';
import type { DraftKnown } from '../../../src/keyservice/draft/draft';
import { draftText, englishOf } from '../../../src/keyservice/draft/draftTexts';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { candidatesOf, checksOf, known } from './setting';

it.each([
  [0, false],
  [128, false],
  [255, false],
  [256, true],
  [257, false],
  [384, true],
  [385, false],
  [512, true],
  [513, false],
])('a cryptogram of %d bytes', async (length, fits) => {
  const draft = await importDraft(known({ kind: 'cryptogram', bytes: new Uint8Array(length) }), {});
  const [first = ''] = checksOf(draft);
  expect(first.startsWith('failed')).toBe(!fits);
  if (!fits) expect(first).toContain(String(length));
});

it('says of a usage that it was the last one, and of no other', async () => {
  const usage = 'TR31_P0_PIN_ENCRYPTION_KEY';
  const notesOf = async (last: DraftKnown['last']): Promise<string[]> => {
    const draft = await importDraft(known({ kind: 'cryptogram', bytes: new Uint8Array(256) }, { last }), {});
    return candidatesOf(draft, 'usage').filter((line) => line.includes(englishOf(draftText('last_time'))));
  };
  expect(await notesOf({})).toEqual([]);
  expect(await notesOf({ usage })).toEqual([`${usage} (${englishOf(draftText('last_time'))})`]);
});
