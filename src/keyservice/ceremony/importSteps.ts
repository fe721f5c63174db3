/** Steps of a ceremony record from the notes on imports: what was sent, what became of it, what was compared. */
import { kcvMethodName } from '../../core/crypto/kcv';
import type { ImportedNote } from '../imports/note';
import type { KeySummary } from '../operations';
import { compareCheckValues, serviceMethod, type CheckValue } from '../rules/checkValues';
import type { CheckOutcome, RecordedKcv, RecordedStep } from './record';

export interface StepWords {
  readonly title: string;
  readonly usage?: string;
  readonly exportable?: string;
}

/**
 * @param key as the account has it now, where it was read; of a note alone, the algorithm is what was asked for
 * @param method of the key's check value, where the service reported it
 */
export function importStep(
  note: ImportedNote,
  words: StepWords,
  key?: KeySummary,
  method?: string,
): RecordedStep {
  const { identity, wanted, kcv, expected = [] } = note;
  const algorithm =
    key?.KeyAttributes.KeyAlgorithm ?? (wanted.algorithms?.length === 1 ? wanted.algorithms[0] : undefined);
  const known = method ?? serviceMethod(algorithm);
  const value: CheckValue | undefined =
    kcv === undefined ? undefined : { value: kcv, ...(known === undefined ? {} : { method: known }) };
  return {
    title: words.title,
    time: note.importedAt,
    target: {
      profile: note.profile,
      account: identity.account,
      region: identity.region,
      simulator: identity.service !== 'aws',
    },
    ...(words.usage === undefined ? {} : { usage: words.usage }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(words.exportable === undefined ? {} : { exportability: words.exportable }),
    ...(note.alias === undefined ? {} : { alias: note.alias }),
    arn: note.arn,
    ...(note.requestId === undefined ? {} : { requestId: note.requestId }),
    // Of a certificate the service's value has no documented method: its fingerprint is what people compare.
    kcvs: value === undefined || isPublic(algorithm) ? [] : [recorded(value, algorithm)],
    checks:
      value === undefined || isPublic(algorithm)
        ? []
        : expected.map((one) => ({
            what: 'kcv',
            outcome: outcomeOf(one, value, algorithm),
            against: recorded(one, algorithm),
          })),
    fingerprint: identity.material,
  };
}

const isPublic = (algorithm: string | undefined): boolean => /^(?:RSA|ECC)_/.test(algorithm ?? '');

function recorded({ value, method }: CheckValue, algorithm: string | undefined): RecordedKcv {
  const cipher = algorithm?.startsWith('AES_') ? 'AES' : algorithm?.startsWith('TDES_') ? 'TDES' : undefined;
  return {
    // As the service writes them: a form may have small letters.
    digits: value.toUpperCase(),
    ...(method === undefined ? {} : { method: kcvMethodName(method) }),
    ...(cipher === undefined ? {} : { cipher }),
  };
}

function outcomeOf(expected: CheckValue, value: CheckValue, algorithm: string | undefined): CheckOutcome {
  const compared = compareCheckValues(expected, value, algorithm);
  if (compared === 'equal') return 'equal';
  return compared === 'different' ? 'different' : 'notCompared';
}
