/** BI, IK and KS, the identifiers of DUKPT keys: X9.143:2021 table 9 and clause 6, ANSI X9.24-3, ISO 11568. */
import { firstLowerHex, firstNotHex } from '../characters';
import { ofTable, phrase, type Localisable } from '../../findings';
import { dataField, dataSpan, wholeField, type DecodedData, type OptionalData } from './dataField';

const kinds: Readonly<Record<string, { name: Localisable; id: Localisable; digits: number } | undefined>> = {
  '00': {
    name: phrase('TDES DUKPT: key set identifier (KSI)'),
    id: phrase('Key set identifier'),
    digits: 10,
  },
  '01': { name: phrase('AES DUKPT: BDK identifier'), id: phrase('BDK identifier'), digits: 8 },
};

/** BI, identifier of a base derivation key: type in 2 characters, then 10 (TDES) or 8 (AES) hexadecimal digits. */
export function readBdkIdentifier(input: OptionalData): DecodedData {
  const { data, report } = input;
  const code = data.slice(0, 2);
  const kind = kinds[code];
  if (code.length < 2) {
    report.lint('bi_length_invalid', dataSpan(input), [phrase('{0} or {1}', 12, 10), data.length]);
    return { fields: wholeField(input, phrase('too short')), summary: data };
  }
  if (!kind) {
    report.lint('bi_type_unknown', dataSpan(input, 0, 2), [code], { found: code });
    return { fields: wholeField(input, phrase('type not known')), summary: data };
  }
  const value = data.slice(2);
  if (value.length !== kind.digits)
    report.lint('bi_length_invalid', dataSpan(input), [kind.digits + 2, data.length]);
  const wrong = firstNotHex(value, 0, value.length);
  if (wrong >= 0) report.lint('bi_not_hex', dataSpan(input, wrong + 2, wrong + 3), [value[wrong] ?? '']);
  const fields = [dataField(input, 0, 2, 'type', phrase('Type'), kind.name)];
  if (value !== '') fields.push(dataField(input, 2, data.length, 'bdkId', kind.id, value));
  return { fields, summary: ofTable('{0} {1}', kind.id, value) };
}

/**
 * IK, identifier of an initial key of AES DUKPT: 8 hexadecimal digits of the BDK, 8 of the derivation (ANSI X9.24-3).
 */
export function readInitialKeyId(input: OptionalData): DecodedData {
  const { data, report } = input;
  const wrong = firstNotHex(data, 0, data.length);
  if (data.length !== 16 || wrong >= 0) {
    report.lint('ik_malformed', dataSpan(input), [data], { found: data });
    return { fields: wholeField(input, phrase('not understood')), summary: data };
  }
  const bdk = data.slice(0, 8);
  const derivation = data.slice(8);
  return {
    fields: [
      dataField(input, 0, 8, 'bdkId', phrase('BDK identifier'), bdk),
      dataField(input, 8, 16, 'derivationId', phrase('Derivation identifier'), derivation),
    ],
    summary: phrase('BDK {0}, derivation {1}', bdk, derivation),
  };
}

/** The text form of the German banking industry, e.g. "DE#GBIC#OPT1" or "MMK1". */
const german = /^(?:[A-Z]{2}#[ -~]*|MMK[0-9A-Z]*)$/;

/**
 * KS, key serial number of TDES DUKPT: 20 hexadecimal digits, 16 in the legacy form, or the text form of the German
 * banking industry.
 */
export function readKeySerialNumber(input: OptionalData): DecodedData {
  const { data, report } = input;
  if (german.test(data)) return readGermanForm(input);
  const wrong = firstNotHex(data, 0, data.length);
  if (wrong >= 0) {
    report.lint('ks_not_hex', dataSpan(input, wrong, wrong + 1), [data], { found: data });
    return {
      fields: wholeField(input, phrase('no key serial number'), phrase('Key serial number'), 'ksn'),
      summary: data,
    };
  }
  if (data.length !== 20 && data.length !== 16) {
    report.lint('ks_length_invalid', dataSpan(input), [data.length]);
    return {
      fields: wholeField(
        input,
        phrase('not of the length of a key serial number'),
        phrase('Key serial number'),
        'ksn',
      ),
      summary: data,
    };
  }
  const lower = firstLowerHex(data, 0, data.length);
  if (lower >= 0)
    report.lint('ks_not_uppercase_hex', dataSpan(input, lower, lower + 1), [], {
      expected: data.toUpperCase(),
      found: data,
    });
  // The last 21 bits count transactions, the 19 before them name the device (X9.24-1).
  const set = data.length - 10;
  const low = parseInt(data.slice(-6), 16);
  const counter = low & 0x1fffff;
  const device = parseInt(data.slice(set, -5), 16) >> 1;
  if (counter !== 0) report.lint('ks_counter_nonzero', dataSpan(input, data.length - 6), [counter]);
  const isLegacy = data.length === 16;
  const legacy = (text: string): string | Localisable =>
    isLegacy ? phrase('{0} (8 bytes, legacy form)', text) : text;
  return {
    fields: [
      dataField(input, 0, set, 'keySetId', phrase('Key set identifier'), legacy(data.slice(0, set))),
      dataField(
        input,
        set,
        data.length,
        'device',
        phrase('Device and transaction counter'),
        phrase('device {0}, counter {1}', device.toString(16).toUpperCase().padStart(5, '0'), counter),
      ),
    ],
    summary: legacy(`KSN ${data}`),
  };
}

function readGermanForm(input: OptionalData): DecodedData {
  const { data } = input;
  const names = [phrase('Country'), phrase('Scheme'), phrase('Option')];
  const summary = phrase('{0} (German banking industry)', data);
  const ids = ['country', 'scheme', 'option'];
  const parts = data.split('#');
  if (parts.length === 1)
    return {
      fields: wholeField(input, phrase('text form of the German banking industry'), phrase('Name'), 'name'),
      summary,
    };
  let at = 0;
  const fields = parts.map((part, i) => {
    // The sign between two parts is shown with the part before it, so that nothing is left out.
    const end = Math.min(data.length, at + part.length + 1);
    const field = dataField(
      input,
      at,
      end,
      ids[i] ?? `part-${i + 1}`,
      names[i] ?? phrase('Part {0}', i + 1),
      i === 0 && part === 'DE' ? phrase('DE: text form of the German banking industry') : part,
    );
    at = end;
    return field;
  });
  return { fields: fields.filter(({ raw }) => raw !== ''), summary };
}
