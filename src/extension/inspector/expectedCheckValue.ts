/** The check value that came with a block on paper, against those of the key that was unwrapped. */
import * as vscode from 'vscode';
import { kcvMethodName } from '../../core/crypto/kcv';
import { compareExpected } from '../../keyservice/rules/checkValues';
import type { ExpectedVerdict, KnownCheckValue } from '../../protocol/verification';

/** What to say of a typed check value; undefined where nothing is typed. */
export function expectedVerdict(
  typed: string,
  known: readonly KnownCheckValue[],
): ExpectedVerdict | undefined {
  if (typed.trim() === '') return undefined;
  const compared = compareExpected(
    typed,
    known.map(({ method, digits }) => ({ value: digits, method })),
  );
  switch (compared.outcome) {
    case 'match':
      return { mark: 'right', words: vscode.l10n.t('match, {0}', kcvMethodName(compared.method)) };
    case 'noMatch': {
      const [one = '', other] = compared.methods.map(kcvMethodName);
      return {
        mark: 'wrong',
        words:
          other === undefined
            ? vscode.l10n.t('no match, {0}', one)
            : vscode.l10n.t('no match, neither {0} nor {1}', one, other),
      };
    }
    case 'notComparable':
      return { mark: 'unclear', words: obstacleWords(compared.obstacle) };
  }
}

function obstacleWords(obstacle: 'form' | 'digits' | 'method'): string {
  return {
    form: vscode.l10n.t('not comparable: enter hexadecimal digits only'),
    digits: vscode.l10n.t('not comparable: these digits match, but at least six are needed'),
    method: vscode.l10n.t('not comparable: calculated with another method, such as SHA-1 at AWS'),
  }[obstacle];
}
