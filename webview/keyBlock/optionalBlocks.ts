import { fieldsTable } from '../ui/fieldsTable';
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type {
  InspectorCertificate,
  InspectorField,
  InspectorOptionalBlock,
} from '../../src/protocol/inspector';
import { mark } from '../ui/marks';
import { placeNumbers, section, shortened, type PageContext } from './pageContext';

/** Parts of a block that are named in its row; all of them are among all fields. */
const mostParts = 8;
/** Longest value that is shown whole. */
const longestValue = 160;

/** The optional blocks, a row for each with its value decoded; certificates are cards below it. */
export function optionalBlocksSection(context: PageContext): unknown {
  const { optionalBlocks } = context.model;
  if (optionalBlocks.length === 0) return nothing;
  const columns = [l10n.t('ID'), l10n.t('Meaning'), l10n.t('Value'), l10n.t('Characters')];
  return section(
    'optional',
    `${l10n.t('Optional blocks')} (${optionalBlocks.length})`,
    fieldsTable(
      columns,
      'optional',
      'optional',
      optionalBlocks.map((block) => rowOf(context, block)),
    ),
  );
}

function rowOf(context: PageContext, block: InspectorOptionalBlock): unknown {
  const { model, selection } = context;
  const field = model.fields.find(({ id }) => id === block.field);
  if (!field) return nothing;
  const classes = [
    selection.isChosen(field) ? 'selected' : '',
    selection.isPointed(field) ? 'linked' : '',
  ].join(' ');
  return html`<tr
    role="row"
    class=${classes}
    @click=${() => {
      if (document.getSelection()?.isCollapsed !== false) selection.choose(field);
    }}
    @mouseenter=${() => selection.point(field)}
    @mouseleave=${() => selection.point(undefined)}
    @focusin=${() => selection.point(field)}
    @focusout=${() => selection.point(undefined)}
  >
    <th role="rowheader" scope="row">
      <button
        type="button"
        class="quiet characters"
        aria-label="${block.id}, ${field.name}"
        aria-pressed=${String(selection.isChosen(field))}
      >
        ${block.id}
      </button>
    </th>
    <td role="cell" class="meaning">${block.name}</td>
    <td role="cell" class="value">
      ${
        block.certificates.length > 0
          ? html`<ul class="cards">
              ${block.certificates.map((certificate) => card(context, certificate))}
            </ul>`
          : html`<span class="characters">${shortened(block.value, longestValue)}</span>${partsOf(field)}`
      }
    </td>
    <td role="cell" class="place" data-label=${l10n.t('Characters')}>${placeNumbers(field)}</td>
  </tr>`;
}

/** What the data consists of, where it is more than one thing. */
function partsOf({ parts }: InspectorField): TemplateResult | typeof nothing {
  const data = parts.filter(({ id }) => id !== 'id' && id !== 'length');
  if (data.length < 2) return nothing;
  return html`<ul class="parts">
    ${data.slice(0, mostParts).map(({ name, meaning }) => html`<li>${name}: ${shortened(meaning, 80)}</li>`)}
    ${
      data.length > mostParts
        ? html`<li>${l10n.t('{0} more, see All fields', data.length - mostParts)}</li>`
        : nothing
    }
  </ul>`;
}

function card({ post }: PageContext, certificate: InspectorCertificate): TemplateResult {
  const { title, issuer, validUntil, publicKey, validity, start, end } = certificate;
  const validityText =
    validity === 'expired'
      ? html`${mark('wrong')} ${l10n.t('expired {0}', validUntil ?? '')}`
      : validity === 'notYetValid'
        ? html`${validUntil} ${mark('wrong')} ${l10n.t('not valid yet')}`
        : (validUntil ?? nothing);
  const rows = [
    [l10n.t('Valid until'), validityText],
    [l10n.t('Issuer'), issuer],
    [l10n.t('Public key'), publicKey],
  ] as const;
  return html`<li class="card">
    <strong>${title}</strong>
    <dl class="facts">
      ${rows.map(([label, value]) =>
        value === nothing || value === undefined
          ? nothing
          : html`<div class=${label === l10n.t('Valid until') && validity !== undefined ? 'error' : nothing}>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
      )}
    </dl>
    <button
      type="button"
      class="quiet"
      aria-label=${l10n.t('Open {0} in the structure viewer', title)}
      @click=${(event: Event) => {
        event.stopPropagation();
        post({ type: 'openCertificate', start, end });
      }}
    >
      ${l10n.t('Open')}
    </button>
  </li>`;
}
