/** The small ones: HM, WP, AL, LB, KV, FL, PB. X9.143:2021 tables 8, 13, 17, 18, 19 and 23. */
import { firstOutside, isAlphanumeric } from '../characters';
import { dataField, dataSpan, wholeField, type DecodedData, type OptionalData } from './dataField';

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
  return { fields: wholeField(input, hash ?? 'unknown hash', 'Hash', 'hash'), summary: hash ?? data };
}

/** X9.143:2021 table 23: what ever wrapped this key before. */
const pedigrees: Readonly<Record<string, string | undefined>> = {
  '0': 'always wrapped by keys as strong or stronger',
  '1': 'was wrapped by a weaker key',
  '2': 'was wrapped by an asymmetric key, at risk from quantum computers',
  '3': 'was wrapped by a weaker key and by an asymmetric key at risk from quantum computers',
};

/** WP, wrapping pedigree: "00" and one digit, X9.143:2021 table 23. */
export function readPedigree(input: OptionalData): DecodedData {
  const { data, report } = input;
  const digit = data.slice(2);
  const pedigree = data.startsWith('00') ? pedigrees[digit] : undefined;
  if (pedigree === undefined) {
    report.lint('wp_value_unknown', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, 'not understood'), summary: data };
  }
  return {
    fields: [
      dataField(input, 0, 2, 'version', 'Version', '00'),
      dataField(input, 2, 3, 'pedigree', 'Pedigree', pedigree),
    ],
    summary: pedigree,
  };
}

/** X9.143:2021 table 8. */
const lives: Readonly<Record<string, string | undefined>> = { '00': 'ephemeral key', '01': 'static key' };

/** AL, life of an asymmetric key: "01" and two digits, X9.143:2021 table 8. */
export function readKeyLife(input: OptionalData): DecodedData {
  const { data, report } = input;
  const life = data.length === 4 && data.startsWith('01') ? lives[data.slice(2)] : undefined;
  if (life === undefined) {
    report.lint('al_malformed', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, 'not understood'), summary: data };
  }
  return {
    fields: [
      dataField(input, 0, 2, 'version', 'Version', '01'),
      dataField(input, 2, 4, 'life', 'Key life', life),
    ],
    summary: life,
  };
}

/** LB, label: free text, X9.143:2021 table 18. */
export function readLabel(input: OptionalData): DecodedData {
  return { fields: wholeField(input, input.data, 'Label', 'label'), summary: `“${input.data}”` };
}

/** X9.143:2021 table 17. */
export function readKeyBlockValues(input: OptionalData): DecodedData {
  const { data, report } = input;
  report.lint('kv_deprecated', dataSpan(input));
  if (data.length !== 4 || firstOutside(data, 0, 4, isAlphanumeric) >= 0) {
    report.lint('kv_malformed', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, 'not understood'), summary: data };
  }
  return {
    fields: [
      dataField(input, 0, 2, 'fieldVersion', 'Version of the field', data.slice(0, 2)),
      dataField(input, 2, 4, 'check', 'Check', data.slice(2)),
    ],
    summary: data,
  };
}

/** No format of FL and PA is published. */
export function readUndocumented(input: OptionalData): DecodedData {
  return { fields: wholeField(input, 'as it stands: its format is not published'), summary: input.data };
}

/** PB, padding: filler without a meaning, X9.143:2021 table 19. */
export function readPadding(input: OptionalData): DecodedData {
  const filler = `${input.data.length} characters of filler`;
  return { fields: wholeField(input, `${filler}, no meaning`, 'Filler', 'filler'), summary: filler };
}
