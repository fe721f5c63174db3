import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { InspectorField } from '../../src/protocol/inspector';
import { button, meaningOf, placeText, shortened, type PageContext } from './pageContext';

/** Every character of the block in tiles, one for each field: the code, and below it what it means in a few words. */
export function tiles(context: PageContext): TemplateResult {
  const { model, selection } = context;
  const { fields } = model;
  const at = Math.max(
    0,
    fields.findIndex((field) => selection.isChosen(field)),
  );
  return html`<div
    class="tiles"
    role="listbox"
    aria-orientation="horizontal"
    aria-label=${l10n.t('Fields of the key block')}
    @keydown=${(event: KeyboardEvent) => key(event, context)}
  >
    ${repeat(
      fields,
      ({ id }) => id,
      (field, index) => tileOf(context, field, tintOf(fields, index), index === at),
    )}
  </div>`;
}

/** The selection follows the focus, so that the arrow keys move both. */
function key(event: KeyboardEvent, { model, post }: PageContext): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.tile')];
  const index = all.indexOf((event.target as HTMLElement).closest<HTMLElement>('.tile')!);
  const field = model.fields[index];
  if (!field) return;
  if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
    event.preventDefault();
    post({ type: 'copyCharacters', start: field.start, end: field.end });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to]?.focus();
}

/** Neighbours differ in tint and in the style of their line. */
function tintOf(fields: readonly InspectorField[], index: number): string {
  const { id, group } = fields[index]!;
  if (group === 'tail') return id === 'mac' ? 'mac' : 'payload';
  const nth = fields.slice(0, index).filter((other) => other.group === group).length;
  return `${group}${nth % 2}`;
}

function tileOf(context: PageContext, field: InspectorField, tint: string, stop: boolean): unknown {
  const { selection } = context;
  const choose = (): void => {
    // A part of the field that is chosen stays so.
    if (!selection.isChosen(field)) selection.choose(field);
  };
  return html`<div
    role="option"
    class="tile tint-${tint}${selection.isPointed(field) ? ' linked' : ''}"
    tabindex=${stop ? '0' : '-1'}
    aria-selected=${String(selection.isChosen(field))}
    title="${field.name}: ${meaningOf(context, field)}"
    @click=${() => selection.choose(field)}
    @mouseenter=${() => selection.point(field)}
    @mouseleave=${() => selection.point(undefined)}
    @focus=${choose}
  >
    <span class="unseen">${field.name}: </span><span class="characters">${shortened(field.raw, 17)}</span>
    <span class="brief">${field.brief}</span>
  </div>`;
}

/** What the chosen field says in full, and what can be done with it. */
export function chosenField(context: PageContext): TemplateResult {
  const { model, selection, post } = context;
  const field = selection.chosen;
  return html`<div class="chosen" role="group" aria-label=${l10n.t('Selected field')}>
    <div role="status">
      <p class="chosenText">
        ${field ? chosenText(context, field) : l10n.t('Select a field to see its full meaning.')}
      </p>
    </div>
    <div class="chosenActions" ?hidden=${!field}>
      ${
        field
          ? html`${button(l10n.t('Copy'), () =>
              post({ type: 'copyCharacters', start: field.start, end: field.end }),
            )}
            ${
              model.place === undefined
                ? nothing
                : button(l10n.t('Show in Editor'), () =>
                    post({ type: 'showInEditor', start: field.start, end: field.end }),
                  )
            }`
          : nothing
      }
    </div>
  </div>`;
}

function chosenText(context: PageContext, field: InspectorField): TemplateResult {
  const source = [placeText(field), field.reference].filter(Boolean).join(' · ');
  return html`<strong>${field.name}</strong> <span class="characters">${shortened(field.raw, 40)}</span> —
    ${meaningOf(context, field)} · <span class="reference">${source}</span>`;
}
