import type { InspectorField } from '../../src/protocol/inspector';
import { element } from '../ui/dom';
import { tree, type TreeNode } from '../ui/tree';
import { placeText, section, shortened, type PageContext } from './pageContext';

/** Rows up to which all of the tree is open at first. */
const openUpTo = 60;

/** The optional blocks with their decoded parts. */
export function optionalBlocksSection(context: PageContext): HTMLElement | undefined {
  const { model, strings, selection, post } = context;
  const blocks = model.fields.filter(({ group }) => group === 'optional');
  if (blocks.length === 0) return undefined;
  const byKey = new Map<string, InspectorField>();
  const nodeOf = (field: InspectorField, path: string): TreeNode => {
    const key = `${path}/${field.id}@${field.start}`;
    byKey.set(key, field);
    return {
      key,
      content: [
        element('span', { class: 'treeName' }, field.name),
        ' ',
        element('span', { class: 'characters' }, shortened(field.raw, 48)),
        ' ',
        element('span', { class: 'meaning' }, field.meaning),
        ' ',
        element('span', { class: 'reference' }, placeText(strings, field)),
      ],
      children: field.parts.map((part) => nodeOf(part, key)),
    };
  };
  const nodes = blocks.map((block) => nodeOf(block, 'tree:'));
  const { node, mark } = tree(nodes, {
    labelledBy: 'optional',
    open: () => byKey.size <= openUpTo,
    choose: (key) => selection.choose(byKey.get(key)),
    copy: (key) => {
      const field = byKey.get(key);
      if (field) post({ type: 'copyCharacters', start: field.start, end: field.end });
    },
  });
  const keys = new Map([...byKey].map(([key, field]) => [field, key]));
  selection.onChosen((chosen) => mark(chosen && keys.get(chosen)));
  return section('optional', `${strings.optionalBlocks} (${blocks.length})`, node);
}
