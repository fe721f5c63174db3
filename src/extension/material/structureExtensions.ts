/** Extensions of certificates, CRLs and requests in the overview: each part under its label. */
import * as vscode from 'vscode';
import type { Field } from '../../core/findings';
import type { Extension } from '../../core/x509/certificateExtension';
import { type ExtensionLabel, extensionLabels } from '../../core/x509/extensionLabels';
import type { Section, Statement } from '../../protocol/structure';
import { fieldMeaning, localised } from '../ui/localise';
import { fact, section, verdict } from './structureStatements';

const mostExtensions = 100;
/** Rows of one list; the tree has all of it. */
const mostRows = 100;

export function extensionSection(extensions: readonly Extension[]): Section {
  return section(
    'extensions',
    vscode.l10n.t('Extensions'),
    extensions.slice(0, mostExtensions).map(extensionStatement),
  );
}

export function extensionStatement(extension: Extension): Statement {
  const { critical, field } = extension;
  const label = critical ? vscode.l10n.t('{0} (critical)', extension.name) : extension.name;
  // One value sums the parts up, or there are none.
  if (field.meaning !== '' || !field.children)
    return fact(label, fieldMeaning(field) || vscode.l10n.t('present'), field.span);
  return row(label, field);
}

/** A part under its label; one that is alone stands on the line of what holds it. */
function row(label: string, field: Field): Statement {
  const { children = [] } = field;
  const [only] = children;
  if (children.length === 1 && only && field.meaning === '') {
    const inner = row(labelOf(only), only);
    if (!inner.inside) return fact(label, `${inner.label}: ${inner.text}`, field.span);
  }
  const rows = children.slice(0, mostRows).map((child) => row(labelOf(child), child));
  if (children.length > mostRows)
    rows.push(verdict('none', vscode.l10n.t('{0} more are in the tree.', children.length - mostRows)));
  return { ...fact(label, fieldMeaning(field), field.span), ...(rows.length > 0 ? { inside: rows } : {}) };
}

/** In the user's language where a table has it; what the data names stays as it is. */
function labelOf({ id, name }: Field): string {
  const label = Object.hasOwn(extensionLabels, id) ? extensionLabels[id as ExtensionLabel] : undefined;
  return label === name ? localised({ template: label }) : name;
}
