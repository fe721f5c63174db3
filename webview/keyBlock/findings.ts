import type { InspectorFinding } from '../../src/protocol/inspector';
import { element } from '../ui/dom';
import { mark, placeText, section, type PageContext } from './pageContext';
import { fieldAt } from './selection';

/** What is wrong with the block, worst first. */
export function findingsSection(context: PageContext): HTMLElement {
  const { model, strings } = context;
  return section(
    'findings',
    `${strings.findings} (${model.findings.length})`,
    model.findings.length === 0
      ? element('p', { class: 'finding' }, mark('right'), element('span', {}, strings.noFindings))
      : findingList(context, model.findings, 'block'),
  );
}

/** Findings with their place, which leads to the field, and a copy button. */
export function findingList(
  context: PageContext,
  findings: readonly InspectorFinding[],
  of: 'block' | 'aws',
): HTMLElement {
  const { strings, post } = context;
  return element(
    'ul',
    { class: 'findings' },
    ...findings.map((finding, index) => {
      const text = element(
        'span',
        { class: 'findingText' },
        element('strong', {}, strings.severities[finding.severity]),
        ` ${finding.message} `,
        element('span', { class: 'reference' }, finding.reference),
      );
      const copy = element(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${strings.copyFinding} ${index + 1}`,
          'data-key': `finding:${of}${index}`,
        },
        strings.copy,
      );
      copy.addEventListener('click', () => post({ type: 'copyFinding', of, index }));
      return element(
        'li',
        { class: `finding ${finding.severity}` },
        mark(finding.severity),
        text,
        placeButton(context, finding),
        copy,
      );
    }),
  );
}

function placeButton({ model, strings, selection }: PageContext, finding: InspectorFinding): HTMLElement {
  if (finding.nowhere) return element('span', { class: 'place' }, strings.wholeBlock);
  const place = element('button', { type: 'button', class: 'quiet place' }, placeText(strings, finding));
  place.addEventListener('click', () => {
    // What is missing is missing at the end of what is there.
    const at = Math.min(finding.start, model.text.length - 1);
    const field = fieldAt(model.fields, at);
    if (!field) return;
    selection.choose(field);
    const run = document.querySelector<HTMLElement>('.run[aria-pressed="true"]');
    run?.focus();
    run?.scrollIntoView({ block: 'nearest' });
  });
  return place;
}
