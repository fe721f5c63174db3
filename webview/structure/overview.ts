import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type {
  Notice,
  PictureBox,
  Section,
  Statement,
  ToStructurePage,
  ViewFinding,
} from '../../src/protocol/structure';
import { marks, severityWord } from '../ui/marks';
import {
  actionButton,
  actionLink,
  spanLink,
  statementList,
  timeLine,
  verdictMark,
  type PageActions,
} from './statements';

type FindingsMessage = Extract<ToStructurePage, { type: 'findings' }>;

/** Sentences above everything else. */
export function noticeBar(notices: readonly Notice[], actions: PageActions): unknown {
  return notices.map(
    ({ status, text, action }) =>
      html`<div class="notice ${status}">
        ${verdictMark(status)}<span>${text}</span>${action ? actionButton(actions, action) : nothing}
      </div>`,
  );
}

/** What was checked, in one line that stays while the tabs below it scroll. */
export function verdictList(verdicts: readonly Statement[], actions: PageActions): TemplateResult {
  return html`<ul class="verdicts" aria-label=${l10n.t('Verdicts')}>
    ${verdicts.map(
      ({ status, text, action }) =>
        html`<li class=${status}>
          ${verdictMark(status)}<span>${text}</span>${action ? actionLink(actions, action, text) : nothing}
        </li>`,
    )}
  </ul>`;
}

export function overviewPage(sections: readonly Section[], actions: PageActions): TemplateResult {
  return html`<div class="sections">
    ${repeat(
      sections,
      ({ id }) => id,
      ({ id, title, picture, bar, statements }) =>
        html`<section aria-labelledby="section-${id}">
          <h2 id="section-${id}">${title}</h2>
          ${picture ? html`<div class="picture">${pictureBox(picture, actions)}</div>` : nothing}
          ${bar ? timeLine(bar) : nothing} ${statementList(actions, statements, true)}
        </section>`,
    )}
  </div>`;
}

/** A box of the picture with what is inside it; its name leads to its bytes. */
function pictureBox({ label, span, inside }: PictureBox, actions: PageActions): TemplateResult {
  return html`<div class="pictureBox">
    ${
      span
        ? html`<button
            type="button"
            class="link"
            aria-label="${label}, ${l10n.t('offset {0}', span.start)}"
            @click=${() => actions.goTo(span)}
          >
            ${label}
          </button>`
        : html`<span>${label}</span>`
    }
    ${
      inside.length > 0
        ? html`<div class="pictureRow">${inside.map((box) => pictureBox(box, actions))}</div>`
        : nothing
    }
  </div>`;
}

/** No tick where nothing was found: what was not checked has no finding either. */
export function findingsPage(
  { findings, more, summary, checks }: FindingsMessage,
  actions: PageActions,
): TemplateResult {
  return html`<p>${summary}</p>
    ${findings.length > 0 ? findingList(findings, more, actions) : nothing}
    ${
      checks.length > 0
        ? statementList(actions, checks, true)
        : html`<p>${l10n.t('See the overview for what was checked.')}</p>`
    }`;
}

function findingList(findings: readonly ViewFinding[], more: number, actions: PageActions): TemplateResult {
  return html`<ul class="findings">
    ${findings.map(
      ({ severity, message, reference, span }) =>
        html`<li class="finding ${severity}">
          <span class="verdict" aria-hidden="true">${marks[severity]}</span>
          <span class="said"
            ><strong>${severityWord(severity)}</strong> ${message}
            <span class="reference">${reference}</span></span
          >
          ${span ? spanLink(actions, span, message) : nothing}
        </li>`,
    )}
    ${
      more > 0
        ? html`<li class="finding"><span class="verdict"></span>${l10n.t('and {0} more', more)}</li>`
        : nothing
    }
  </ul>`;
}

/** What other readers make of the bytes: facts without a verdict, as neither of them checks for DER. */
export function secondOpinionPart(
  statements: readonly Statement[] | undefined,
  actions: PageActions,
): TemplateResult {
  const ask = (): void => actions.send({ type: 'secondOpinion' });
  return html`<section class="secondOpinion" aria-labelledby="secondOpinion">
    <h2 id="secondOpinion">${l10n.t('Second opinion')}</h2>
    <p>${l10n.t('Two libraries that other software uses. They also accept bytes that are not valid DER.')}</p>
    <vscode-button appearance="secondary" @click=${ask}
      >${l10n.t('Check with asn1js and @peculiar/x509')}</vscode-button
    >
    <div role="status">${statements ? statementList(actions, statements, true) : nothing}</div>
  </section>`;
}
