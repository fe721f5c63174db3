import { describe, expect, it } from 'vitest';
import type { TemplateResult } from 'lit-html';
import { ExpectedKcv } from '../../webview/keyBlock/expectedKcv';

/** The box with what it asked the extension. */
function box(): { box: ExpectedKcv; asked: string[]; type: (text: string) => void; shows: () => unknown[] } {
  const asked: string[] = [];
  const made = new ExpectedKcv(
    () => undefined,
    (typed) => asked.push(typed),
  );
  const values = (): unknown[] => flat(made.row());
  const type = (value: string): void =>
    values()
      .filter((one): one is (event: unknown) => void => typeof one === 'function')
      .forEach((handler) => handler({ target: { value } }));
  return { box: made, asked, type, shows: () => values().filter((one) => typeof one === 'string') };
}

function flat(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null && 'values' in value
    ? (value as TemplateResult).values.flatMap(flat)
    : [value];
}

describe('the box for an expected KCV', () => {
  const match = { mark: 'right', words: 'match, CMAC' } as const;

  it('keeps what was typed while the block is the same, and asks about it again', () => {
    const { box: one, asked, type, shows } = box();
    type('08793E');
    one.compared('08793E', match);
    expect(shows()).toContain('match, CMAC');
    one.again();
    expect(shows()).toContain('08793E');
    expect(shows()).not.toContain('match, CMAC');
    expect(asked).toEqual(['08793E', '08793E']);
    one.compared('08793E', match);
    expect(shows()).toContain('match, CMAC');
  });

  it('is empty for another block, and nothing is asked', () => {
    const { box: one, asked, type, shows } = box();
    type('08793E');
    one.forget();
    one.again();
    one.compared('08793E', match);
    expect(shows()).not.toContain('08793E');
    expect(shows()).not.toContain('match, CMAC');
    expect(asked).toEqual(['08793E']);
  });
});
