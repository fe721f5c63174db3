/** Numeric identifiers belong to makers; of 10 it is known what IBM puts into it (IBM CCA, TR-31 optional block data). */
import type { Field } from '../../findings';
import { hexAt } from '../characters';
import { dataField, wholeField, type DecodedData, type OptionalData } from './dataField';

/** A block with a numeric identifier: shown as received, unless IBM made it. */
export function readProprietary(input: OptionalData): DecodedData {
  if (input.id === '10' && input.data.startsWith('IBMC')) return readIbm(input);
  return { fields: wholeField(input, 'as it stands: its maker defines it'), summary: input.data };
}

const ibmTags: Readonly<Record<string, string | undefined>> = {
  '01': 'CCA control vector',
  '02': 'X9-SWKB controls',
};

/** "IBMC", then values of tag (2 characters), length of tag, length and value (2 hex digits), value. */
function readIbm(input: OptionalData): DecodedData {
  const { data } = input;
  const fields: Field[] = [dataField(input, 0, 4, 'maker', 'Maker', 'IBM CCA')];
  const names: string[] = [];
  let at = 4;
  while (at < data.length) {
    const tag = data.slice(at, at + 2);
    const length = hexAt(data, at + 2, at + 4);
    const end = at + length;
    if (length <= 4 || end > data.length) {
      fields.push(dataField(input, at, data.length, 'rest', 'Rest', 'as it stands'));
      break;
    }
    const name = ibmTags[tag] ?? `Tag ${tag}`;
    names.push(name);
    fields.push(
      dataField(input, at, end, `tag-${tag}`, name, ibmMeaning(tag, data.slice(at + 4, end)), [
        dataField(input, at, at + 2, 'tag', 'Tag', name),
        dataField(input, at + 2, at + 4, 'length', 'Length', `${length} characters with tag and length`),
        dataField(input, at + 4, end, 'value', 'Value', data.slice(at + 4, end)),
      ]),
    );
    at = end;
  }
  return { fields, summary: names.length > 0 ? `IBM: ${names.join(', ')}` : 'IBM' };
}

function ibmMeaning(tag: string, value: string): string {
  if (tag !== '02') return value;
  const first = hexAt(value, 0, 2);
  // Bits count from the left: bit 5 is 0x04.
  return first >= 0 && (first & 0x04) !== 0 ? `${value}, compliance-tagged key` : value;
}
