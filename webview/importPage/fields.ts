/** The fields of the page: label, control, where the value came from, what is wrong, and small commands. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type {
  FromImportPage,
  ImportField,
  ImportOption,
  ImportPageModel,
} from '../../src/protocol/importPage';
import { focusWhenHere } from '../ui/focus';
import { verdictList } from '../ui/verdicts';
import type { Typed } from './typed';

export interface FieldContext {
  readonly post: (message: FromImportPage) => void;
  readonly typed: Typed;
  readonly paint: () => void;
  /** Enter in a text: as the form's button. */
  readonly submit: () => void;
}

export function fieldsSection(
  { fields, busy, locked, failure }: ImportPageModel,
  context: FieldContext,
): TemplateResult | typeof nothing {
  if (fields.length === 0) return nothing;
  const [required, optional] = [
    fields.filter((field) => !field.optional),
    fields.filter((field) => field.optional),
  ];
  return html`<section class="fields" aria-label=${l10n.t('Import')}>
    ${repeat(
      [...required, ...optional],
      ({ id }) => id,
      (field) =>
        fieldPart(field, { busy: busy !== '', locked, failed: failure?.field === field.id }, context),
    )}
  </section>`;
}

/** How a field is shown. `busy`: the page works; `locked`: not even a text can be changed. */
interface FieldState {
  readonly busy: boolean;
  readonly locked: boolean;
  readonly failed: boolean;
}

function fieldPart(
  field: ImportField,
  { busy, locked, failed: marked }: FieldState,
  context: FieldContext,
): TemplateResult {
  const { id, label, optional, origin, hint, verdicts, actions } = field;
  const failed = marked || verdicts.some(({ state }) => state === 'failed');
  const described = [
    ...(origin === '' ? [] : [`${id}-origin`]),
    ...(hint === '' ? [] : [`${id}-hint`]),
    ...(verdicts.length === 0 ? [] : [`${id}-verdicts`]),
  ].join(' ');
  return html`<div class="field ${failed ? 'failed' : ''}">
    <label for=${`field-${id}`}
      >${label}${optional ? html` <span class="reference">${l10n.t('(optional)')}</span>` : nothing}</label
    >
    <div class="control">
      ${control(field, { busy, locked, failed, described }, context)}
      ${origin === '' ? nothing : html`<p class="origin" id=${`${id}-origin`}>${origin}</p>`}
      ${verdictList(verdicts, l10n.t('Checks of {0}', label), `${id}-verdicts`)}
      ${hint === '' ? nothing : html`<p class="reference" id=${`${id}-hint`}>${hint}</p>`}
      ${
        actions.length === 0
          ? nothing
          : html`<div class="fieldActions" role="group" aria-label=${label}>
              ${actions.map(
                (action) =>
                  html`<button
                    type="button"
                    class="small"
                    ?disabled=${busy}
                    @click=${() => {
                      context.typed.flush();
                      context.post({ type: 'act', field: id, id: action.id });
                    }}
                  >
                    ${action.label}
                  </button>`,
              )}
            </div>`
      }
    </div>
  </div>`;
}

function control(
  field: ImportField,
  { busy, locked, failed, described }: FieldState & { readonly described: string },
  { post, typed, submit }: FieldContext,
): TemplateResult {
  const { id, kind, value, placeholder, options, optional } = field;
  if (kind === 'choice')
    return html`<select
      id=${`field-${id}`}
      ?disabled=${busy}
      aria-required=${optional ? nothing : 'true'}
      aria-invalid=${failed ? 'true' : nothing}
      aria-describedby=${described || nothing}
      @change=${(event: Event) =>
        post({ type: 'set', field: id, value: (event.currentTarget as HTMLSelectElement).value })}
    >
      <option value="" .selected=${live(value === '')} ?disabled=${!optional}>${placeholder}</option>
      ${grouped(options).map(({ group, members }) =>
        group === ''
          ? members.map((option) => optionPart(option, value))
          : html`<optgroup label=${group}>${members.map((option) => optionPart(option, value))}</optgroup>`,
      )}
    </select>`;
  return html`<input
    id=${`field-${id}`}
    type="text"
    spellcheck="false"
    autocomplete="off"
    ?readonly=${locked}
    placeholder=${placeholder}
    aria-required=${optional ? nothing : 'true'}
    aria-invalid=${failed ? 'true' : nothing}
    aria-describedby=${described || nothing}
    .value=${live(typed.value(id, value))}
    @input=${(event: Event) => typed.typed(id, (event.currentTarget as HTMLInputElement).value)}
    @blur=${() => typed.flush()}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      submit();
    }}
  />`;
}

function grouped(
  options: readonly ImportOption[],
): { readonly group: string; readonly members: ImportOption[] }[] {
  const groups: { group: string; members: ImportOption[] }[] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last?.group === option.group) last.members.push(option);
    else groups.push({ group: option.group, members: [option] });
  }
  return groups;
}

function optionPart({ id, label, refusal }: ImportOption, value: string): TemplateResult {
  return html`<option value=${id} .selected=${live(id === value)} ?disabled=${refusal !== ''}>
    ${refusal === '' ? label : `${label} — ${refusal}`}
  </option>`;
}

/** Moves the focus to a field, or to the button. */
export function focusOn(id: string): void {
  const target = (): HTMLElement | null =>
    id === 'import'
      ? document.querySelector<HTMLElement>('[data-key="import"]')
      : document.getElementById(`field-${id}`);
  focusWhenHere(target);
  target()?.scrollIntoView({ block: 'nearest' });
}
