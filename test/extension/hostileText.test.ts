/** Texts made to be slow, at the places outside the core that read what comes from files and programs. */
import { describe, expect, it, vi } from 'vitest';

// The module under test loads views that make such objects; nothing here uses them.
const { Unused } = vi.hoisted(() => ({
  Unused: class {
    readonly unused = true;
  },
}));

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  Position: class {
    constructor(
      readonly line: number,
      readonly character: number,
    ) {}
  },
  EventEmitter: class {
    event = (): void => undefined;
  },
  Disposable: Unused,
  ThemeColor: Unused,
  ThemeIcon: Unused,
}));

import { cryptogramOf } from '../../src/extension/import/findSource';
import { squeezedKeyBlockAt } from '../../src/core/input/squeezed';
import { credentialsProblem } from '../../src/keyservice/aws/credentialsProblem';
import { certificateIn } from '../../src/keyservice/simulator/certificates';

const million = 1_000_000;

describe('a cryptogram in quotation marks', () => {
  const hex = 'AB'.repeat(256);
  it.each([
    [hex, 256],
    [`"${hex}",`, 256],
    [`'${hex}';";`, 256],
    [`""${hex}`, undefined],
    ['"', undefined],
    ['', undefined],
  ])('%.20s', (text, length) => expect(cryptogramOf(text)?.length).toBe(length));
  it('and any number of separators', () => {
    expect(cryptogramOf(`${','.repeat(million)}x`)).toBeUndefined();
    expect(cryptogramOf(`${hex}${',;'.repeat(million / 2)}`)?.length).toBe(256);
  });
});

it('blanks without end inside a block', () => {
  const start = 'D0112P0AE00E0000';
  expect(squeezedKeyBlockAt(`${start}${' \t'.repeat(million / 2)}\r`, start.length)).toBeUndefined();
  expect(squeezedKeyBlockAt(`${start}\n${' '.repeat(million)}!`, 0)).toBeUndefined();
});

describe('why there are no credentials', () => {
  it.each([
    ['The SSO session associated with this profile has expired.', 'ssoExpired'],
    ['Run aws sso login with this profile', 'ssoExpired'],
    ['SSO session\nexpired', 'other'],
    ['the session expired', 'other'],
    [`Command failed: ${'SSO session '.repeat(million / 12)}`, 'processFailed'],
  ] as const)('%.60s', (message, problem) => expect(credentialsProblem(new Error(message))).toBe(problem));
});

it('a certificate of blanks is refused by the simulator', () => {
  for (const text of [`${' '.repeat(million)}!`, `${'='.repeat(million)}!`, `A${'='.repeat(million)}!`])
    expect(() => certificateIn(text, 'Certificate', Date.now())).toThrow(/is not base64/);
});
