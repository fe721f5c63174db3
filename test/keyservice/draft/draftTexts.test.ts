// The texts of drafts, whole.
import { expect, it } from 'vitest';
import { draftTexts } from '../../../src/keyservice/draft/draftTexts';

it('each with its placeholders', async () => {
  const lines = Object.entries(draftTexts).map(([code, template]) => `${code}: ${template}`);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/draftTexts.txt');
});
