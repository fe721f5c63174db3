import type { InspectorVerdict } from '../../src/protocol/inspector';
import { element } from '../ui/dom';
import { findingList } from './findings';
import { mark, section, type PageContext } from './pageContext';

const markOf = { yes: 'right', no: 'error', unclear: 'unclear' } as const satisfies Record<
  InspectorVerdict['importable'],
  string
>;

/** What AWS Payment Cryptography makes of the block: one line, and behind it the reasons. */
export function verdictSection(context: PageContext): HTMLElement {
  const { model, strings } = context;
  const { importable, line, facts, findings } = model.verdict;
  const reasons: Node[] = [];
  if (facts.length > 0)
    reasons.push(
      element(
        'dl',
        { class: 'facts' },
        ...facts.map(({ label, value }) =>
          element('div', {}, element('dt', {}, label), element('dd', { class: 'characters' }, value)),
        ),
      ),
    );
  reasons.push(
    findings.length > 0 ? findingList(context, findings, 'aws') : element('p', {}, strings.noReasons),
  );
  return section(
    'aws',
    strings.aws,
    element(
      'p',
      { class: 'finding' },
      mark(markOf[importable]),
      element('span', { class: 'sentence' }, line),
    ),
    element(
      'details',
      { 'data-key': 'why' },
      element('summary', {}, findings.length > 0 ? `${strings.why} (${findings.length})` : strings.why),
      ...reasons,
    ),
  );
}
