import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type {
  FromInspectorPage,
  InspectorField,
  InspectorModel,
  InspectorOffers,
} from '../../src/protocol/inspector';
import type { VerificationModel } from '../../src/protocol/verification';
import type { Selection } from './selection';

/** What the page keeps from block to block while it lives. */
export interface PageMemory {
  /** Whether the table of all fields is unfolded. */
  fieldsOpen: boolean;
}

/** What every part of the page is made with. */
export class PageContext {
  /** Places of fields whose long code is shown in full. */
  readonly shownInFull = new Set<string>();
  /** What a verification said of the MAC; undefined where none was made. */
  mac: VerificationModel['verdict'] | undefined;

  constructor(
    public model: InspectorModel,
    readonly offers: InspectorOffers,
    readonly selection: Selection,
    readonly post: (message: FromInspectorPage) => void,
    /** Paints the page again, after anything in here has changed. */
    readonly paint: () => void,
    readonly memory: PageMemory,
  ) {}
}

/** What a field says now: that of the MAC follows what was verified. */
export function meaningOf({ mac }: PageContext, field: InspectorField): string {
  if (mac === undefined || field.id !== 'mac') return field.meaning;
  const bytes = (field.end - field.start) / 2;
  return mac === 'right'
    ? l10n.t('{0} bytes, verified', bytes)
    : mac === 'changed'
      ? l10n.t('{0} bytes, verified for the block in upper case only', bytes)
      : l10n.t('{0} bytes, does not match', bytes);
}

/** "characters 2–5", counted from 1. */
export function placeText({ start, end }: { start: number; end: number }): string {
  return end - start <= 1 ? l10n.t('character {0}', start + 1) : l10n.t('characters {0}–{1}', start + 1, end);
}

/** "2–5", counted from 1. */
export function placeNumbers({ start, end }: { start: number; end: number }): string {
  return end - start <= 1 ? String(start + 1) : `${start + 1}–${end}`;
}

/** Long runs of characters with their middle left out; what stands there in full is one copy away. */
export function shortened(raw: string, most: number): string {
  if (raw.length <= most) return raw;
  const tail = Math.min(8, Math.floor(most / 3));
  return `${raw.slice(0, most - tail - 1)}…${raw.slice(-tail)}`;
}

export function button(label: string, run: () => void, appearance = 'secondary'): TemplateResult {
  return html`<vscode-button appearance=${appearance} @click=${run}>${label}</vscode-button>`;
}

export function section(id: string, heading: string, content: unknown): TemplateResult {
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${heading}</h2>
    ${content}
  </section>`;
}
