import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { InspectorField } from '../../src/protocol/inspector';
import { button, meaningOf, placeText, shortened, type PageContext } from './pageContext';

/** Every character of the block in runs, a run for each field; arrow keys move, Enter and Space choose. */
export function strip(context: PageContext): TemplateResult {
  const { fields } = context.model;
  const { selection } = context;
  const stop = selection.stop ?? fields.find((field) => selection.isChosen(field))?.id;
  const at = Math.max(
    0,
    fields.findIndex(({ id }) => id === stop),
  );
  return html`<div
    class="strip"
    role="toolbar"
    aria-label=${l10n.t('Characters of the block by field')}
    @keydown=${(event: KeyboardEvent) => key(event, context)}
  >
    ${repeat(
      fields,
      ({ id }) => id,
      (field, index) => runOf(context, field, tintOf(fields, index), index === at),
    )}
  </div>`;
}

function key(event: KeyboardEvent, { model, post }: PageContext): void {
  const runs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.run')];
  const index = runs.indexOf((event.target as HTMLElement).closest<HTMLElement>('.run')!);
  const field = model.fields[index];
  if (!field) return;
  if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
    event.preventDefault();
    post({ type: 'copyCharacters', start: field.start, end: field.end });
    return;
  }
  const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: runs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  runs[to]?.focus();
}

/** Neighbours differ in tint and in the style of their line. */
function tintOf(fields: readonly InspectorField[], index: number): string {
  const { id, group } = fields[index]!;
  if (group === 'tail') return id === 'mac' ? 'mac' : 'payload';
  const nth = fields.slice(0, index).filter((other) => other.group === group).length;
  return `${group}${nth % 2}`;
}

function runOf(context: PageContext, field: InspectorField, tint: string, stop: boolean): unknown {
  const { selection } = context;
  return html`<button
    type="button"
    class="run tint-${tint}${selection.isPointed(field) ? ' linked' : ''}"
    tabindex=${stop ? '0' : '-1'}
    aria-pressed=${String(selection.isChosen(field))}
    title=${meaningOf(context, field)}
    @click=${() => selection.choose(field)}
    @mouseenter=${() => selection.point(field)}
    @mouseleave=${() => selection.point(undefined)}
    @focusin=${() => {
      selection.stop = field.id;
      selection.point(field);
    }}
    @focusout=${() => selection.point(undefined)}
  >
    <span class="characters">${shortened(field.raw, 32)}</span>
    <span class="label">${field.name}</span>
  </button>`;
}

/** What the chosen field says, and what can be done with it. */
export function chosenField(context: PageContext): TemplateResult {
  const { model, selection, post } = context;
  const field = selection.chosen;
  return html`<div class="chosen" role="group" aria-label=${l10n.t('Selected field')}>
    <div role="status">
      <p class="chosenText">
        ${field ? chosenText(context, field) : l10n.t('Choose a field to see what it says.')}
      </p>
    </div>
    <div class="chosenActions" ?hidden=${!field}>
      ${
        field
          ? html`${button(l10n.t('Copy Value'), () =>
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
  return html`<strong>${field.name}</strong>
    <span class="characters">[${shortened(field.raw, 40)}]</span> ${meaningOf(context, field)} ·
    <span class="reference">${source}</span>`;
}
