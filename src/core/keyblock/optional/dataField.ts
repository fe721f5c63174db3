/** What every reader of an optional block gets and gives, and the fields and spans it makes. */
import { meant, named, phrase, type Field, type Localisable, type Span } from '../../findings';
import type { Report } from '../report';
import type { CarriedCertificate } from '../types';

/** Codes of the header that optional blocks are judged by. */
export interface HeaderCodes {
  readonly usage: string;
  readonly algorithm: string;
}

/** The data of one optional block, all printable, and where it begins in the key block. */
export interface OptionalData {
  readonly id: string;
  readonly data: string;
  readonly start: number;
  readonly header: HeaderCodes;
  readonly report: Report;
}

export interface DecodedData {
  /** Tiles of the data, in order. */
  readonly fields: readonly Field[];
  /** A few words for a hover; '' where there is nothing to add to the name. A string is what the data says. */
  readonly summary: string | Localisable;
  readonly certificates?: readonly CarriedCertificate[];
  readonly time?: number;
}

/** The field of characters [from, to) of the data. */
export function dataField(
  { data, start }: OptionalData,
  from: number,
  to: number,
  id: string,
  name: Localisable,
  meaning: string | Localisable,
  children?: readonly Field[],
): Field {
  return {
    id,
    ...named(name),
    raw: data.slice(from, to),
    ...meant(meaning),
    span: { start: start + from, end: start + Math.min(to, data.length) },
    ...(children ? { children } : {}),
  };
}

/** The whole data as one field; none where there is no data. */
export function wholeField(
  input: OptionalData,
  meaning: string | Localisable,
  name = phrase('Data'),
  id = 'data',
): Field[] {
  return input.data === '' ? [] : [dataField(input, 0, input.data.length, id, name, meaning)];
}

/** Where characters [from, to) of the data stand; an empty range at its end where they are missing. */
export function dataSpan({ data, start }: OptionalData, from = 0, to = data.length): Span {
  return { start: start + Math.min(from, data.length), end: start + Math.min(to, data.length) };
}
