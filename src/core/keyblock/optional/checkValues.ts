/** KC, KP and PK: X9.143:2021 table 15. */
import { firstNotHex } from '../characters';
import { dataField, dataSpan, wholeField, type DecodedData, type OptionalData } from './dataField';

/** Method, and the most hexadecimal digits that it gives. */
const methods: Readonly<Record<string, { name: string; most: number } | undefined>> = {
  '00': { name: 'legacy: a block of zeros encrypted under the key', most: 6 },
  '01': { name: 'CMAC of a block of zeros', most: 10 },
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
    report.lint('check_value_malformed', dataSpan(input), [id, '00 or 01 as method', code], { found: code });
    return { fields: wholeField(input, 'not understood'), summary: data };
  }
  if (value === '' || value.length > method.most || value.length % 2 !== 0)
    report.lint('check_value_malformed', dataSpan(input, 2), [
      id,
      `2 to ${method.most} hexadecimal digits`,
      value,
    ]);
  else if (firstNotHex(value, 0, value.length) >= 0)
    report.lint('check_value_malformed', dataSpan(input, 2), [id, 'hexadecimal digits', value], {
      found: value,
    });
  const fields = [dataField(input, 0, 2, 'method', 'Method', method.name)];
  if (value !== '') fields.push(dataField(input, 2, data.length, 'checkValue', 'Check value', value));
  return { fields, summary: `${value} (${code === '01' ? 'CMAC' : 'legacy'})` };
}
