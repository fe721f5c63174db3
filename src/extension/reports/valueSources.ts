/** Check values that can be compared without typing them: of the text in the editor, and of keys that are loaded. */
import * as vscode from 'vscode';
import { checkValueDigits } from '../../core/checkValues/explain';
import type { GivenValue, KeyFacts } from '../../core/checkValues/types';
import { methodGiven, writtenValues, type WrittenValue } from '../../keyservice/reconcile/writtenValues';
import { keyBlocksOf } from '../material/keyBlocksOf';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyName, usageWords } from '../service/names';
import { localised } from '../ui/localise';

/** A value that is offered, with what its source shows of the key. */
export interface OfferedValue {
  readonly group: WrittenValue['group'] | 'key';
  readonly given: GivenValue;
  readonly facts: KeyFacts;
}

const mostCharacters = 1024 * 1024;

export function valuesOfDocument(document: vscode.TextDocument): OfferedValue[] {
  const text = document.getText(
    new vscode.Range(new vscode.Position(0, 0), document.positionAt(mostCharacters)),
  );
  const blocks = keyBlocksOf(document).blocks.map(({ block, located }) => ({
    block,
    line: located.range.start.line + 1,
  }));
  return writtenValues(text, blocks, document.uri.path).map(({ given, origin, ...rest }) => ({
    ...rest,
    given: { ...given, origin: localised(origin) },
  }));
}

const algorithms: Readonly<Record<string, KeyFacts>> = {
  TDES_2KEY: { algorithm: 'TDES', bits: 128 },
  TDES_3KEY: { algorithm: 'TDES', bits: 192 },
  AES_128: { algorithm: 'AES', bits: 128 },
  AES_192: { algorithm: 'AES', bits: 192 },
  AES_256: { algorithm: 'AES', bits: 256 },
};

/** Of a key of the tree; undefined where it has no check value that can be compared. */
export function valueOfKey(key: CatalogueKey): OfferedValue | undefined {
  const { summary, detail } = key;
  const { KeyAlgorithm, KeyUsage, KeyClass } = summary.KeyAttributes;
  const value = summary.KeyCheckValue;
  if (value === undefined || checkValueDigits(value) === undefined || KeyClass !== 'SYMMETRIC_KEY')
    return undefined;
  return {
    group: 'key',
    given: {
      value,
      origin: keyName(key),
      role: 'key',
      ...methodGiven(detail?.KeyCheckValueAlgorithm),
    },
    facts: {
      ...(algorithms[KeyAlgorithm] ?? (KeyAlgorithm.startsWith('HMAC') ? { algorithm: 'HMAC' } : {})),
      usage: usageWords(KeyUsage),
    },
  };
}
