// An RSA cryptogram: what its length says before anything is asked.
import { expect, it } from 'vitest';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { checksOf, known } from './setting';

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
