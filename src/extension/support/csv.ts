import { visible } from './markdown';

/** CSV of RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(csvCell).join(',') + '\r\n').join('');
}

function csvCell(text: string): string {
  const safe = visible(text).replace(/^[=+\-@\t]/, "'$&");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
