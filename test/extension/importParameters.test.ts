import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...args: unknown[]) =>
      text.replace(/\{(\d+)\}/g, (_, place: string) => String(args[Number(place)])),
  },
  env: { language: 'en' },
}));

import { expiryOf, expiryText } from '../../src/extension/service/importTexts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Noon by the clock of this machine, whatever its zone. */
const noon = new Date(2026, 10, 25, 12).getTime();

describe('the countdown of import parameters', () => {
  const cases: [left: number, text: string, kind: string][] = [
    [30 * day, 'expires in 30 days', 'valid'],
    [30 * day - 1, 'expires in 29 days', 'valid'],
    [3 * day, 'expires in 3 days', 'valid'],
    [3 * day - 1, 'expires in 2 days', 'soon'],
    [2 * day, 'expires in 2 days', 'soon'],
    // The day after the next, by the calendar.
    [2 * day - 6 * hour, 'expires in 2 days', 'soon'],
    [36 * hour - 1, 'expires tomorrow', 'soon'],
    [day, 'expires tomorrow', 'soon'],
    [day - 1, 'expires in 23 hours', 'soon'],
    [2 * hour, 'expires in 2 hours', 'soon'],
    [2 * hour - 1, 'expires in 1 hour', 'soon'],
    [hour - 1, 'expires in 59 minutes', 'soon'],
    [minute, 'expires in 1 minute', 'soon'],
    [minute - 1, 'expires in less than a minute', 'soon'],
    [1, 'expires in less than a minute', 'soon'],
    [0, 'expired just now', 'expired'],
    [-hour, 'expired 1 hour ago', 'expired'],
    [-5 * hour, 'expired 5 hours ago', 'expired'],
    [-day, 'expired 1 day ago', 'expired'],
    [-40 * day, 'expired 40 days ago', 'expired'],
  ];
  for (const [left, text, kind] of cases)
    it(`${left / hour} h: ${text}`, () => {
      expect(expiryText(noon + left, noon)).toBe(text);
      expect(expiryOf(noon + left, noon)).toBe(kind);
    });

  it('never grows while time goes by', () => {
    const length = (text: string): number => {
      const [, count = '0', unit = ''] = /(\d+) (minute|hour|day)/.exec(text) ?? [];
      const units: Record<string, number> = { minute, hour, day };
      return text === 'expires tomorrow' ? day : Number(count) * (units[unit] ?? 0);
    };
    let before = Infinity;
    for (let now = noon; now < noon + 40 * day; now += 7 * minute) {
      const text = expiryText(noon + 40 * day, now);
      expect(length(text), text).toBeLessThanOrEqual(before);
      before = length(text);
    }
  });
});
