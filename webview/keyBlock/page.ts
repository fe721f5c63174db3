import { element } from '../ui/dom';
import { menuButton } from '../ui/menu';
import { comparisonSection } from './comparison';
import { findingsSection } from './findings';
import { optionalBlocksSection } from './optionalBlocks';
import { button, mark, type PageContext } from './pageContext';
import { chosenField, strip } from './strip';
import { fieldsSection } from './table';
import { verdictSection } from './verdict';

/** Title, place and actions. */
export function header(context: PageContext, typeBlock: () => void): HTMLElement {
  const { model, offers, strings, post } = context;
  const step = (sign: string, label: string, type: 'back' | 'forward'): HTMLElement => {
    const made = button(sign, () => post({ type }), {
      appearance: 'icon',
      'aria-label': label,
      title: label,
      'data-key': type,
    });
    made.toggleAttribute('disabled', !offers[type]);
    return made;
  };
  const actions: HTMLElement[] = [];
  if (offers.back || offers.forward)
    actions.push(step('‹', strings.back, 'back'), step('›', strings.forward, 'forward'));
  if (offers.verify)
    actions.push(button(strings.verify, () => post({ type: 'verify' }), { appearance: 'primary' }));
  if (offers.import) actions.push(button(strings.import, () => post({ type: 'import' })));
  actions.push(
    button(strings.compare, () => post({ type: 'compare' })),
    menuButton(strings.copy, [
      { label: strings.copyBlock, run: () => post({ type: 'copy', as: 'block' }) },
      { label: strings.copyJson, run: () => post({ type: 'copy', as: 'json' }) },
      { label: strings.copyMarkdown, run: () => post({ type: 'copy', as: 'markdown' }) },
    ]),
  );
  if (model.typed === undefined) actions.push(button(strings.typeBlock, typeBlock));
  return element(
    'header',
    {},
    element(
      'div',
      {},
      element('h1', {}, model.title),
      element('p', { class: 'documentPlace' }, model.place ?? ''),
    ),
    element('div', { class: 'actions', role: 'group', 'aria-label': strings.actions }, ...actions),
  );
}

/** The page for one block, from its strip of characters to its table; what is verified comes after it. */
export function blockParts(context: PageContext): Node[] {
  const { model, strings, selection } = context;
  const group = (name: 'header' | 'tail') => model.fields.filter((field) => field.group === name);
  const tail = group('tail');
  const parts: (Node | undefined)[] = [
    model.notice === undefined
      ? undefined
      : element(
          'p',
          { class: 'finding notice', role: 'status' },
          mark('warning'),
          element('span', {}, model.notice),
        ),
    strip(context),
    chosenField(context),
    comparisonSection(context),
    findingsSection(context),
    verdictSection(context),
    fieldsSection(context, 'fields', strings.fields, group('header')),
    optionalBlocksSection(context),
    tail.length > 0 ? fieldsSection(context, 'tail', strings.payloadAndMac, tail) : undefined,
  ];
  selection.choose(selection.chosen);
  return parts.filter((part) => part !== undefined);
}
