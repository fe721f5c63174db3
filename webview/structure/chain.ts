import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { ChainCertificate, ChainModel } from '../../src/protocol/structure';
import { statementList, timeLine, verdictMark, type PageActions } from './statements';

/** Chains from the top down, each certificate under its issuer. */
export function chainPage(chain: ChainModel | undefined, actions: PageActions): TemplateResult {
  if (!chain) return html`<p>${l10n.t('There is no certificate here.')}</p>`;
  const { notes, paths } = chain;
  // Places in a chain are those of the certificate itself, not of the shown part: no links.
  return html`${notes.length === 0 ? nothing : statementList(actions, notes, false)}
  ${paths.length > 0 ? advice(chain, actions) : nothing}
  ${paths.map(
    ({ title, status, certificates, aws }, place) =>
      html`<section class="path" aria-labelledby="chain-${place}">
        <h2 id="chain-${place}">${verdictMark(status)}${title}</h2>
        <ol class="chain">
          ${certificates.map((certificate, level) => chainLine(certificate, level, actions))}
        </ol>
        <div class="advice">
          <h3>${l10n.t('AWS Payment Cryptography')}</h3>
          ${statementList(actions, aws, false)}
        </div>
      </section>`,
  )}`;
}

/** Folded away with what it says of each chain below, unless it is of use here. */
function advice(chain: ChainModel, actions: PageActions): TemplateResult {
  return html`<details class="aws" ?open=${chain.isForAws}>
    <summary>${l10n.t('Requirements of AWS Payment Cryptography for these certificates')}</summary>
    ${purposeChooser(chain, actions)}
  </details>`;
}

/** What the leaf is for decides what AWS asks of it. */
function purposeChooser({ purposes, purpose }: ChainModel, { send }: PageActions): TemplateResult {
  return html`<div class="parts">
    <label for="purpose">${l10n.t('Use in AWS')}</label>
    <select
      id="purpose"
      @change=${(event: Event) =>
        send({
          type: 'action',
          id: 'chainPurpose',
          argument: (event.currentTarget as HTMLSelectElement).selectedIndex,
        })}
    >
      ${purposes.map(
        (title, i) => html`<option value=${i} .selected=${live(i === purpose)}>${title}</option>`,
      )}
    </select>
  </div>`;
}

function chainLine(
  { name, signature, dates, facts, problems, bar, details }: ChainCertificate,
  level: number,
  actions: PageActions,
): TemplateResult {
  return html`<li
    class=${level === 0 ? 'certificate top' : 'certificate'}
    .style=${`--level: ${Math.min(level, 8)}`}
  >
    <div class="card">
      <div class="who">
        <strong>${name}</strong> ${verdictMark(signature.status)}<span>${signature.text}</span>
      </div>
      <div class="facts">${facts} · ${verdictMark(dates.status)}<span>${dates.text}</span></div>
      ${problems.length > 0 ? statementList(actions, problems, false) : nothing}
      <details>
        <summary>${l10n.t('Details')}<span class="heard"> ${name}</span></summary>
        ${statementList(actions, details, false)}
      </details>
    </div>
    ${bar ? timeLine(bar) : nothing}
  </li>`;
}
