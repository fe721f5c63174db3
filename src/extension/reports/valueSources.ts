/** Check values that can be compared without typing them: of the text in the editor, and of keys that are loaded. */
import * as vscode from 'vscode';
import { checkValueDigits } from '../../core/checkValues/explain';
import { readForm } from '../../core/checkValues/form';
import type { CheckMethod } from '../../core/checkValues/methods';
import type { GivenValue, KeyFacts } from '../../core/checkValues/types';
import { readCheckValue } from '../../core/keyblock/checkValueBlocks';
import type { KeyBlock } from '../../core/keyblock/types';
import { readManifest } from '../../keyservice/manifest/read';
import { keyBlocksOf } from '../material/keyBlocksOf';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyName, usageWords } from '../service/names';

/** A value that is offered, with what its source shows of the key. */
export interface OfferedValue {
  readonly group: 'form' | 'block' | 'manifest' | 'key';
  readonly given: GivenValue;
  readonly facts: KeyFacts;
}

const mostCharacters = 1024 * 1024;
const mostOffered = 200;

export function valuesOfDocument(document: vscode.TextDocument): OfferedValue[] {
  const text = document.getText(
    new vscode.Range(new vscode.Position(0, 0), document.positionAt(mostCharacters)),
  );
  const form = readForm(text).map(({ digits, role, method, label, line }): OfferedValue => ({
    group: 'form',
    given: {
      value: digits,
      origin: vscode.l10n.t('{0} (line {1})', label, line),
      role,
      ...(method ? { method } : {}),
    },
    facts: {},
  }));
  const blocks = keyBlocksOf(document).blocks.flatMap(({ block, located }) =>
    valuesOfBlock(block, located.range.start.line + 1),
  );
  return [...form, ...blocks, ...valuesOfManifest(document, text)].slice(0, mostOffered);
}

function valuesOfBlock(block: KeyBlock, line: number): OfferedValue[] {
  return block.optionalBlocks.flatMap(({ id, data }): OfferedValue[] => {
    if (id !== 'KC' && id !== 'KP') return [];
    const read = readCheckValue(data);
    if (!read || read.given.length < 4) return [];
    return [
      {
        group: 'block',
        given: {
          value: read.given,
          origin: vscode.l10n.t('{0} of the key block in line {1}', id, line),
          role: id === 'KP' ? 'kek' : 'key',
          method: read.method,
        },
        facts: {
          ...algorithmFact(block.algorithm.code),
          ...(block.usage.known ? { usage: `${block.usage.code} ${block.usage.name}` } : {}),
          moved: 'keyBlock',
        },
      },
    ];
  });
}

function algorithmFact(code: string): Pick<KeyFacts, 'algorithm'> {
  const algorithm = ({ A: 'AES', T: 'TDES', D: 'DES', H: 'HMAC' } as const)[code];
  return algorithm === undefined ? {} : { algorithm };
}

function valuesOfManifest(document: vscode.TextDocument, text: string): OfferedValue[] {
  if (!/\.(?:keymanifest\.json|csv)$/i.test(document.uri.path)) return [];
  return readManifest(text).rows.flatMap(
    ({ checkValue, checkValueAlgorithm, number, keyBlock }): OfferedValue[] =>
      checkValue === undefined || checkValueDigits(checkValue) === undefined
        ? []
        : [
            {
              group: 'manifest',
              given: {
                value: checkValue,
                origin: vscode.l10n.t('row {0} of the manifest', number),
                role: 'key',
                ...methodOf(checkValueAlgorithm),
              },
              facts: keyBlock === '' ? {} : { moved: 'keyBlock' },
            },
          ],
  );
}

function methodOf(name: string | undefined): { method?: CheckMethod } {
  switch (name) {
    case 'ANSI_X9_24':
    case 'CMAC':
    case 'HMAC':
    case 'SHA_1':
      return { method: name };
    default:
      return {};
  }
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
      ...methodOf(detail?.KeyCheckValueAlgorithm),
    },
    facts: {
      ...(algorithms[KeyAlgorithm] ?? (KeyAlgorithm.startsWith('HMAC') ? { algorithm: 'HMAC' } : {})),
      usage: usageWords(KeyUsage),
    },
  };
}
