import { html, type TemplateResult } from 'lit-html';

/**
 * A table of fields. In a narrow page its rows become small cards; roles keep it a table for a reader.
 * @param columns headings
 * @param about `id` of the heading above it
 * @param kind class that tells it from other tables
 */
export function fieldsTable(
  columns: readonly unknown[],
  about: string,
  kind: string,
  rows: unknown,
): TemplateResult {
  return html`<table role="table" class="fields ${kind}" aria-labelledby=${about}>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`;
}
