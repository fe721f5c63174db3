/** TC and TS: X9.143:2021 tables 21 and 22, forms of ISO 8601 in UTC. */
import { dataSpan, wholeField, type DecodedData, type OptionalData } from './dataField';

/** YYYYMMDDhhmmss[ss]Z and YYYY-MM-DDThh:mm:ss[.ss]Z; the Z is looked for apart. */
const compact = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z?)$/;
const extended = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d\d))?(Z?)$/;
const forms = 'YYYYMMDDhhmmssZ, YYYYMMDDhhmmssssZ, YYYY-MM-DDThh:mm:ssZ or YYYY-MM-DDThh:mm:ss.ssZ';

/** TC or TS. `time` is set only if the text is a moment in UTC: milliseconds since 1970. */
export function readTime(input: OptionalData): DecodedData {
  const { id, data, report } = input;
  const match = compact.exec(data) ?? extended.exec(data);
  if (!match) {
    report.lint('ts_format_invalid', dataSpan(input), [id, forms, data], { found: data });
    return { fields: wholeField(input, 'no time', 'Time', 'time'), summary: data };
  }
  const [, year, month, day, hour, minute, second, hundredths, zone] = match;
  const words =
    `${year}-${month}-${day} ${hour}:${minute}:${second}` +
    (hundredths === undefined ? '' : `.${hundredths}`);
  const time = momentOf([year, month, day, hour, minute, second].map(Number), Number(hundredths ?? 0) * 10);
  if (zone === '')
    report.lint('ts_format_invalid', dataSpan(input, data.length), [id, forms, data], {
      expected: `${data}Z`,
      found: data,
    });
  if (time === undefined) report.lint('ts_value_invalid', dataSpan(input), [id, words], { found: data });
  const meaning =
    time === undefined
      ? `${words}: no such date or time`
      : zone === ''
        ? `${words}, time zone not said`
        : `${words} UTC`;
  return {
    fields: wholeField(input, meaning, 'Time', 'time'),
    summary: meaning,
    ...(time !== undefined && zone !== '' ? { time } : {}),
  };
}

/** Milliseconds since 1970; undefined where the calendar or the clock has no such moment. */
function momentOf(parts: readonly number[], milliseconds: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const leap = second === 60 && minute === 59 && hour === 23;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || (second > 59 && !leap))
    return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1) return undefined;
  return date.setUTCHours(hour, minute, second, milliseconds);
}
