import { visible } from './markdown';

/** The start of a cell, also for a spreadsheet that separates at semicolons, before a formula character. */
const formulaStart = /(^|;)(?=[\s"]*[=+\-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/g;

/**
 * CSV of RFC 4180 with every cell in quotation marks and control characters, tabs among them, as \u escapes.
 * What a spreadsheet would run as a formula, in full-width form too, gets an apostrophe before it. So does a
 * formula after a semicolon: where the semicolon is the list separator, it begins a new cell, because quotation
 * marks count only at the start of one.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(csvCell).join(',') + '\r\n').join('');
}

function csvCell(text: string): string {
  return `"${visible(text).replace(formulaStart, "$1'").replaceAll('"', '""')}"`;
}
