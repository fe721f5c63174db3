import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit-html';
import type { InspectorField } from '../../src/protocol/inspector';
import { tree, type TreeNode } from '../ui/tree';
import { placeText, section, shortened, type PageContext } from './pageContext';

/** The optional blocks with their decoded parts. */
export function optionalBlocksSection(context: PageContext): unknown {
  const { model, selection, post } = context;
  const blocks = model.fields.filter(({ group }) => group === 'optional');
  if (blocks.length === 0) return nothing;
  const byKey = new Map<string, InspectorField>();
  const nodeOf = (field: InspectorField, path: string): TreeNode => {
    const key = `${path}/${field.id}@${field.start}`;
    byKey.set(key, field);
    return {
      key,
      content: html`<span class="treeName">${field.name}</span>
        <span class="characters">${shortened(field.raw, 48)}</span>
        <span class="meaning">${field.meaning}</span>
        <span class="reference">${placeText(field)}</span>`,
      children: field.parts.map((part) => nodeOf(part, key)),
    };
  };
  const nodes = blocks.map((block) => nodeOf(block, 'tree:'));
  return section(
    'optional',
    `${l10n.t('Optional blocks')} (${blocks.length})`,
    tree(nodes, {
      labelledBy: 'optional',
      state: context.optionalBlocks,
      chosen: [...byKey].find(([, field]) => field === selection.chosen)?.[0],
      choose: (key) => selection.choose(byKey.get(key)),
      copy: (key) => {
        const field = byKey.get(key);
        if (field) post({ type: 'copyCharacters', start: field.start, end: field.end });
      },
      paint: context.paint,
    }),
  );
}
