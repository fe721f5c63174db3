/** CT: X9.143:2021 tables 10 and 11. */
import { joinTexts, phrase, type Field, type Localisable } from '../../findings';
import { decodeBase64, type Decoded } from '../../input/encodings';
import { hexAt } from '../characters';
import type { CarriedCertificate } from '../types';
import { judgeCertificate } from './certificateFit';
import { readCertificateSummary, type SummaryPart } from './certificateSummary';
import { dataField, dataSpan, wholeField, type DecodedData, type OptionalData } from './dataField';

const formats: Readonly<Record<string, 'X.509' | 'EMV' | undefined>> = { '00': 'X.509', '01': 'EMV' };
/** More certificates than fit: format, length and one byte take 10 characters of at most 9999. */
const mostEntries = 1000;

/**
 * CT, one certificate or a chain, in base64. Certificates are carried even if damaged; spans are characters of the key
 * block.
 */
export function readCertificates(input: OptionalData): DecodedData {
  const { data, report } = input;
  const code = data.slice(0, 2);
  if (code.length < 2) {
    report.lint('ct_length_invalid', dataSpan(input), [phrase('a format of 2 characters'), data.length]);
    return { fields: wholeField(input, phrase('too short')), summary: data };
  }
  if (code === '02') return readChain(input);
  const format = formats[code];
  if (!format) {
    report.lint('ct_format_unknown', dataSpan(input, 0, 2), [code], { found: code });
    return {
      fields: wholeField(input, phrase('format not known')),
      summary: phrase('{0} characters', data.length),
    };
  }
  if (data.length === 2)
    report.lint('ct_length_invalid', dataSpan(input), [phrase('base64 after the format'), 0]);
  const fields = [dataField(input, 0, 2, 'format', phrase('Format'), phrase('one {0} certificate', format))];
  if (data.length === 2) return { fields, summary: phrase('empty'), certificates: [] };
  const certificate = readOne(input, 2, data.length, format, phrase('Certificate'), 'certificate', true);
  fields.push(certificate.field);
  return { fields, summary: certificate.title, certificates: [certificate.carried] };
}

/** Format, length in base64 characters, base64; again and again, the leaf first. */
function readChain(input: OptionalData): DecodedData {
  const { data, report } = input;
  const fields = [
    dataField(input, 0, 2, 'format', phrase('Format'), phrase('certificate chain, leaf first')),
  ];
  const certificates: CarriedCertificate[] = [];
  const titles: (string | Localisable)[] = [];
  let at = 2;
  while (at < data.length && certificates.length < mostEntries) {
    const n = certificates.length + 1;
    const code = data.slice(at, at + 2);
    const format = formats[code];
    const length = hexAt(data, at + 2, at + 6);
    const end = at + 6 + length;
    if (!format || length <= 0 || end > data.length) {
      if (code.length === 2 && !format)
        report.lint('ct_format_unknown', dataSpan(input, at, at + 2), [code], { found: code });
      else
        report.lint('ct_length_invalid', dataSpan(input, at + 2, at + 6), [
          phrase('the length of certificate {0} in 4 hexadecimal digits, within the block', n),
          data.slice(at + 2, at + 6),
        ]);
      fields.push(dataField(input, at, data.length, 'rest', phrase('Rest'), phrase('not understood')));
      break;
    }
    fields.push(
      dataField(input, at, at + 2, `format-${n}`, phrase('Format {0}', n), phrase('{0} certificate', format)),
      dataField(
        input,
        at + 2,
        at + 6,
        `length-${n}`,
        phrase('Length {0}', n),
        phrase('{0} characters of base64', length),
      ),
    );
    const read = readOne(
      input,
      at + 6,
      end,
      format,
      phrase('Certificate {0}', n),
      `certificate-${n}`,
      n === 1,
    );
    fields.push(read.field);
    certificates.push(read.carried);
    titles.push(read.title);
    at = end;
  }
  if (data.length === 2)
    report.lint('ct_length_invalid', dataSpan(input), [phrase('certificates after the format'), 0]);
  return { fields, summary: chainSummary(titles), certificates };
}

function chainSummary(titles: readonly (string | Localisable)[]): string | Localisable {
  if (titles.length === 0) return phrase('empty');
  const all = joinTexts(titles, '{0} ← {1}');
  return typeof all === 'number' ? String(all) : all;
}

function readOne(
  input: OptionalData,
  from: number,
  to: number,
  format: 'X.509' | 'EMV',
  name: Localisable,
  id: string,
  isLeaf: boolean,
): { field: Field; carried: CarriedCertificate; title: string | Localisable } {
  const { report } = input;
  const base64 = input.data.slice(from, to);
  const span = dataSpan(input, from, to);
  const decoded = decodeBase64(base64);
  const [strange] = decoded.strange;
  if (strange !== undefined)
    report.lint('ct_not_base64', dataSpan(input, from + strange, from + strange + 1), [
      base64[strange] ?? '',
    ]);
  else if (decoded.problem !== undefined) report.lint('ct_base64_damaged', span, [decoded.problem]);
  const read = format === 'X.509' ? readCertificateSummary(decoded.bytes) : undefined;
  if (format === 'X.509' && read === undefined)
    report.lint('ct_not_certificate', span, [decoded.bytes.length]);
  if (read) judgeCertificate(read.summary, span, input.header, isLeaf, report);
  const size = decoded.bytes.length;
  const title = read ? read.summary.subject : phrase('{0} certificate, {1} bytes', format, size);
  const children = read?.parts.map((part) => partField(input, from, decoded, part));
  return {
    field: dataField(
      input,
      from,
      to,
      id,
      name,
      read ? phrase('{0}, {1} bytes of DER', title, size) : title,
      children,
    ),
    carried: { format, span, base64, ...(read ? { summary: read.summary } : {}) },
    title,
  };
}

/** The characters that hold the bytes of a part; those at its ends also hold bits of their neighbours. */
function partField(input: OptionalData, from: number, decoded: Decoded, part: SummaryPart): Field {
  const start = from + decoded.charOf(part.start);
  const end = from + decoded.charOf(part.end - 1) + 2;
  return dataField(input, start, end, part.id, part.name, part.meaning);
}
