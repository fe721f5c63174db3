/**
 * UTCTime and GeneralizedTime: X.680 clauses 46 and 47, DER restrictions X.690 11.7 and 11.8,
 * RFC 5280 4.1.2.5 for certificates.
 */
export interface Asn1Time {
  /** The characters as they stand. */
  readonly text: string;
  /** Moment; undefined where the text is no time, or a local time without a zone. */
  readonly date: Date | undefined;
  /** Written in the one form that DER allows. */
  readonly der: boolean;
  /** Time zone as written: "Z", "+0100", or '' for a local time. */
  readonly zone: string;
}

function digits2(bytes: Uint8Array, at: number): number {
  const high = bytes[at]! - 48;
  const low = bytes[at + 1]! - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1;
}

/** Quick check for the common case: the DER form, every field in range. No allocation. */
export function isPlainDerTime(bytes: Uint8Array, start: number, end: number, yearDigits: 2 | 4): boolean {
  if (end - start !== yearDigits + 11 || bytes[end - 1] !== 0x5a) return false;
  let at = start + yearDigits;
  if (digits2(bytes, start) < 0 || (yearDigits === 4 && digits2(bytes, start + 2) < 0)) return false;
  const month = digits2(bytes, at);
  const day = digits2(bytes, (at += 2));
  // Days 29 to 31 go the slow way, where the calendar is known.
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    within(digits2(bytes, (at += 2)), 23) &&
    within(digits2(bytes, (at += 2)), 59) &&
    within(digits2(bytes, at + 2), 59)
  );
}

function within(value: number, most: number): boolean {
  return value >= 0 && value <= most;
}

const utcForm = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?$/;
const generalizedForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d+))?(Z|[+-]\d\d(?:\d\d)?)?$/;

/** Reads the characters of a UTCTime (year 50 to 99: 19xx, RFC 5280 4.1.2.5.1). */
export function parseUtcTime(text: string): Asn1Time {
  const match = utcForm.exec(text);
  if (!match) return { text, date: undefined, der: false, zone: '' };
  const [, yy, month, day, hour, minute, second, zone = ''] = match;
  const year = Number(yy) + (Number(yy) < 50 ? 2000 : 1900);
  const date = moment(
    [year, Number(month), Number(day), Number(hour), Number(minute), Number(second ?? 0)],
    0,
    zone,
  );
  return { text, date, zone, der: date !== undefined && second !== undefined && zone === 'Z' };
}

/** Reads the characters of a GeneralizedTime; fractions apply to the last unit written. */
export function parseGeneralizedTime(text: string): Asn1Time {
  const match = generalizedForm.exec(text);
  if (!match) return { text, date: undefined, der: false, zone: '' };
  const [, year, month, day, hour, minute, second, fraction, zone = ''] = match;
  const unit = second !== undefined ? 1000 : minute !== undefined ? 60_000 : 3_600_000;
  const extra = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction.slice(0, 15)}`) * unit);
  const parts = [year, month, day, hour, minute ?? 0, second ?? 0].map(Number);
  const date = moment(parts, extra, zone);
  const derFraction = fraction === undefined || (!fraction.endsWith('0') && text.includes('.'));
  return { text, date, zone, der: date !== undefined && second !== undefined && zone === 'Z' && derFraction };
}

function moment(parts: readonly number[], extra: number, zone: string): Date | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) return undefined;
  date.setUTCHours(hour, minute, second);
  let offset = 0;
  if (zone !== '' && zone !== 'Z') {
    const zoneHours = Number(zone.slice(1, 3));
    const zoneMinutes = Number(zone.slice(3) || 0);
    if (zoneHours > 23 || zoneMinutes > 59) return undefined;
    offset = (zoneHours * 60 + zoneMinutes) * (zone.startsWith('-') ? -60_000 : 60_000);
  }
  // A time without a zone is local to whoever wrote it: no moment can be given.
  if (zone === '') return undefined;
  return new Date(date.getTime() + extra - offset);
}

/** True where the text has the form of a time without a zone, and its fields are in range. */
export function isLocalTime(text: string, generalized: boolean): boolean {
  const parse = generalized ? parseGeneralizedTime : parseUtcTime;
  return parse(text).zone === '' && parse(`${text}Z`).date !== undefined;
}

/** "2026-11-28 09:05:00 UTC", with a fraction only where there is one. */
export function utcText(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, ' UTC');
}
