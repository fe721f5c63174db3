/** Text of files in documents that are saved: nothing hides itself, runs as a formula, or acts as Markdown. */

// C0 and C1 controls, zero-width and bidirectional marks, tags: characters that a reader cannot see.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Makes invisible characters visible as \u escapes, so that no text can pose as another. */
export function visible(text: string): string {
  return text.replace(invisible, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Text for a Markdown table that is read as text as often as it is rendered: only what would act is escaped. */
export function escapeTableText(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]|~<$]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])/g, '\\$&')
    .replace(/&(?=#|[A-Za-z])/g, '&amp;');
}

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

/** A Markdown table; texts in it render as exactly what they are. `right`: columns of numbers, by place. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeTableText).join(' | ')} |\n`;
  const rule = head.map((_, place) => (right.includes(place) ? '--:' : ':--')).join(' | ');
  return `${line(head)}| ${rule} |\n${rows.map(line).join('')}`;
}
