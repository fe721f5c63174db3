import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { mark } from '../ui/marks';
import { menuButton } from '../ui/menu';
import { comparisonSection } from './comparison';
import { madeSection } from './made';
import { findingsSection } from './findings';
import { optionalBlocksSection } from './optionalBlocks';
import { button, type PageContext } from './pageContext';
import { fieldsSection } from './table';
import { chosenField, tiles } from './tiles';
import { openChecks, verdictLine, verdictSection, verdictsOf } from './verdicts';
import type { VerificationModel } from '../../src/protocol/verification';

/** Title, place, verdicts and actions: they stay in sight while the rest is scrolled. */
export function header(
  { model, offers, post }: PageContext,
  verification: VerificationModel | undefined,
  typeBlock: () => void,
): TemplateResult {
  const step = (sign: string, label: string, type: 'back' | 'forward'): TemplateResult =>
    html`<vscode-button
      appearance="icon"
      aria-label=${label}
      title=${label}
      data-key=${type}
      ?disabled=${!offers[type]}
      @click=${() => post({ type })}
      >${sign}</vscode-button
    >`;
  const verdicts = verdictsOf(model, verification);
  const failed = verdicts.some(({ id, state }) => id === 'mac' && state === 'failed');
  return html`<header class=${failed ? 'failed' : nothing}>
    <div>
      <h1>${model.title}</h1>
      <p class="documentPlace">${model.place ?? ''}</p>
    </div>
    ${verdictLine(
      verdicts,
      offers.verify ? button(l10n.t('Verify…'), () => post({ type: 'verify' }), 'primary') : nothing,
    )}
    <div class="actions" role="group" aria-label=${l10n.t('Actions on the key block')}>
      ${
        offers.back || offers.forward
          ? [
              step('‹', l10n.t('Back to the previous block'), 'back'),
              step('›', l10n.t('Forward to the next block'), 'forward'),
            ]
          : nothing
      }
      ${offers.verify && verification ? button(l10n.t('Verify…'), () => post({ type: 'verify' })) : nothing}
      ${offers.import ? button(l10n.t('Import…'), () => post({ type: 'import' })) : nothing}
      ${button(l10n.t('Compare…'), () => post({ type: 'compare' }))}
      ${menuButton(l10n.t('Copy'), [
        { label: l10n.t('Key Block'), run: () => post({ type: 'copy', as: 'block' }) },
        { label: l10n.t('As JSON'), run: () => post({ type: 'copy', as: 'json' }) },
        { label: l10n.t('As Markdown Table'), run: () => post({ type: 'copy', as: 'markdown' }) },
      ])}
      ${model.typed === undefined ? button(l10n.t('Enter Another Block'), typeBlock) : nothing}
    </div>
  </header>`;
}

/** The page for one block, from its tiles to its table. @param verified what a verification found */
export function blockParts(context: PageContext, verified: unknown): TemplateResult {
  const { notice } = context.model;
  return html`${
      notice === undefined
        ? nothing
        : html`<p class="finding notice" role="status">${mark('warning')}<span>${notice}</span></p>`
    }
    ${madeSection(context)} ${tiles(context)} ${chosenField(context)} ${comparisonSection(context)}
    <div class="columns">
      <div>${findingsSection(context, openChecks(context))} ${optionalBlocksSection(context)}</div>
      <div>${verified} ${verdictSection(context)}</div>
    </div>
    ${fieldsSection(context)}`;
}
