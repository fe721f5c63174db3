/**
 * The small ones: HM, WP, AL, LB, KV, FL, PB. X9.143:2021 tables 8, 13, 17, 18, 19 and 23.
 *
 * TC and TS: X9.143:2021 tables 21 and 22, forms of ISO 8601 in UTC.
 *
 * KC, KP and PK: X9.143:2021 table 15.
 *
 * Numeric identifiers belong to makers; of 10 it is known what IBM puts into it (IBM CCA, TR-31 optional block data).
 */
import { firstNotHex, firstOutside, hexAt, isAlphanumeric } from '../characters';
import { dataField, dataSpan, type DecodedData, type OptionalData, wholeField } from './dataField';
import { joinTexts, phrase, type Field, type Localisable } from '../../findings';

/** X9.143:2021 table 13. */
const hashes: Readonly<Record<string, string | undefined>> = {
  '10': 'SHA-1',
  '20': 'SHA-224',
  '21': 'SHA-256',
  '22': 'SHA-384',
  '23': 'SHA-512',
  '24': 'SHA-512/224',
  '25': 'SHA-512/256',
  '30': 'SHA3-224',
  '31': 'SHA3-256',
  '32': 'SHA3-384',
  '33': 'SHA3-512',
  '40': 'SHAKE128',
  '41': 'SHAKE256',
};

/** HM, hash of an HMAC key: X9.143:2021 table 13. */
export function readHmacHash(input: OptionalData): DecodedData {
  const { data, report } = input;
  const hash = hashes[data];
  if (hash === undefined) report.lint('hm_unknown', dataSpan(input), [data], { found: data });
  return {
    fields: wholeField(input, hash ?? phrase('unknown hash'), phrase('Hash'), 'hash'),
    summary: hash ?? data,
  };
}

/** X9.143:2021 table 23: what ever wrapped this key before. */
const pedigrees: Readonly<Record<string, Localisable | undefined>> = {
  '0': phrase('always wrapped by keys as strong or stronger'),
  '1': phrase('was wrapped by a weaker key'),
  '2': phrase('was wrapped by an asymmetric key, at risk from quantum computers'),
  '3': phrase('was wrapped by a weaker key and by an asymmetric key at risk from quantum computers'),
};

/** WP, wrapping pedigree: "00" and one digit, X9.143:2021 table 23. */
export function readPedigree(input: OptionalData): DecodedData {
  const { data, report } = input;
  const digit = data.slice(2);
  const pedigree = data.startsWith('00') ? pedigrees[digit] : undefined;
  if (pedigree === undefined) {
    report.lint('wp_value_unknown', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, phrase('not understood')), summary: data };
  }
  return {
    fields: [
      dataField(input, 0, 2, 'version', phrase('Version'), '00'),
      dataField(input, 2, 3, 'pedigree', phrase('Pedigree'), pedigree),
    ],
    summary: pedigree,
  };
}

/** X9.143:2021 table 8. */
const lives: Readonly<Record<string, Localisable | undefined>> = {
  '00': phrase('ephemeral key'),
  '01': phrase('static key'),
};

/** AL, life of an asymmetric key: "01" and two digits, X9.143:2021 table 8. */
export function readKeyLife(input: OptionalData): DecodedData {
  const { data, report } = input;
  const life = data.length === 4 && data.startsWith('01') ? lives[data.slice(2)] : undefined;
  if (life === undefined) {
    report.lint('al_malformed', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, phrase('not understood')), summary: data };
  }
  return {
    fields: [
      dataField(input, 0, 2, 'version', phrase('Version'), '01'),
      dataField(input, 2, 4, 'life', phrase('Key life'), life),
    ],
    summary: life,
  };
}

/** LB, label: free text, X9.143:2021 table 18. */
export function readLabel(input: OptionalData): DecodedData {
  return { fields: wholeField(input, input.data, phrase('Label'), 'label'), summary: `"${input.data}"` };
}

/** X9.143:2021 table 17. */
export function readKeyBlockValues(input: OptionalData): DecodedData {
  const { data, report } = input;
  report.lint('kv_deprecated', dataSpan(input));
  if (data.length !== 4 || firstOutside(data, 0, 4, isAlphanumeric) >= 0) {
    report.lint('kv_malformed', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, phrase('not understood')), summary: data };
  }
  return {
    fields: [
      dataField(input, 0, 2, 'fieldVersion', phrase('Version of the field'), data.slice(0, 2)),
      dataField(input, 2, 4, 'check', phrase('Check'), data.slice(2)),
    ],
    summary: data,
  };
}

/** No format of FL and PA is published. */
export function readUndocumented(input: OptionalData): DecodedData {
  return {
    fields: wholeField(input, phrase('shown as received: its format is not published')),
    summary: input.data,
  };
}

/** PB, padding: filler without a meaning, X9.143:2021 table 19. */
export function readPadding(input: OptionalData): DecodedData {
  const size = input.data.length;
  return {
    fields: wholeField(
      input,
      phrase('{0} characters of filler, no meaning', size),
      phrase('Filler'),
      'filler',
    ),
    summary: phrase('{0} characters of filler', size),
  };
}

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
    return { fields: wholeField(input, phrase('no time'), phrase('Time'), 'time'), summary: data };
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
      ? phrase('{0}: no such date or time', words)
      : zone === ''
        ? phrase('{0}, time zone missing', words)
        : phrase('{0} UTC', words);
  return {
    fields: wholeField(input, meaning, phrase('Time'), 'time'),
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

/** Method, and the most hexadecimal digits that it gives. */
const methods: Readonly<Record<string, { name: Localisable; most: number } | undefined>> = {
  '00': { name: phrase('legacy: a block of zeros encrypted under the key'), most: 6 },
  '01': { name: phrase('CMAC of a block of zeros'), most: 10 },
};

/**
 * KC, KP or PK: method in 2 characters, then the check value in hexadecimal digits. The value is not checked against a
 * key here.
 */
export function readCheckValueBlock(input: OptionalData): DecodedData {
  const { id, data, report } = input;
  const code = data.slice(0, 2);
  const method = methods[code];
  const value = data.slice(2);
  if (!method) {
    report.lint('check_value_malformed', dataSpan(input), [id, phrase('00 or 01 as method'), code], {
      found: code,
    });
    return { fields: wholeField(input, phrase('not understood')), summary: data };
  }
  if (value === '' || value.length > method.most || value.length % 2 !== 0)
    report.lint('check_value_malformed', dataSpan(input, 2), [
      id,
      phrase('2 to {0} hexadecimal digits', method.most),
      // Findings go into records: of a value that is too long they repeat what a check value may show.
      value.length > method.most
        ? phrase('{0}…, {1} characters', value.slice(0, method.most), value.length)
        : value,
    ]);
  else if (firstNotHex(value, 0, value.length) >= 0)
    report.lint('check_value_malformed', dataSpan(input, 2), [id, phrase('hexadecimal digits'), value], {
      found: value,
    });
  const fields = [dataField(input, 0, 2, 'method', phrase('Method'), method.name)];
  if (value !== '') fields.push(dataField(input, 2, data.length, 'checkValue', phrase('Check value'), value));
  return { fields, summary: code === '01' ? `${value} (CMAC)` : phrase('{0} (legacy)', value) };
}

/** A block with a numeric identifier: shown as received, unless IBM made it. */
export function readProprietary(input: OptionalData): DecodedData {
  if (input.id === '10' && input.data.startsWith('IBMC')) return readIbm(input);
  return {
    fields: wholeField(input, phrase('shown as received: its maker defines it')),
    summary: input.data,
  };
}

const ibmTags: Readonly<Record<string, Localisable | undefined>> = {
  '01': phrase('CCA control vector'),
  '02': phrase('X9-SWKB controls'),
};

/** "IBMC", then values of tag (2 characters), length of tag, length and value (2 hex digits), value. */
function readIbm(input: OptionalData): DecodedData {
  const { data } = input;
  const fields: Field[] = [dataField(input, 0, 4, 'maker', phrase('Maker'), 'IBM CCA')];
  const names: Localisable[] = [];
  let at = 4;
  while (at < data.length) {
    const tag = data.slice(at, at + 2);
    const length = hexAt(data, at + 2, at + 4);
    const end = at + length;
    if (length <= 4 || end > data.length) {
      fields.push(dataField(input, at, data.length, 'rest', phrase('Rest'), phrase('shown as received')));
      break;
    }
    const name = ibmTags[tag] ?? phrase('Tag {0}', tag);
    names.push(name);
    fields.push(
      dataField(input, at, end, `tag-${tag}`, name, ibmMeaning(tag, data.slice(at + 4, end)), [
        dataField(input, at, at + 2, 'tag', phrase('Tag'), name),
        dataField(
          input,
          at + 2,
          at + 4,
          'length',
          phrase('Length'),
          phrase('{0} characters with tag and length', length),
        ),
        dataField(input, at + 4, end, 'value', phrase('Value'), data.slice(at + 4, end)),
      ]),
    );
    at = end;
  }
  return { fields, summary: names.length > 0 ? phrase('IBM: {0}', joinTexts(names)) : 'IBM' };
}

function ibmMeaning(tag: string, value: string): string | Localisable {
  if (tag !== '02') return value;
  const first = hexAt(value, 0, 2);
  // Bits count from the left: bit 5 is 0x04.
  return first >= 0 && (first & 0x04) !== 0 ? phrase('{0}, compliance-tagged key', value) : value;
}
