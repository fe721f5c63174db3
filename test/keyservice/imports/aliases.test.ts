// Aliases of a manifest: one that is in use is left alone however old the check is, and no alias is given to a key whose
// check value is another than the expected one.
import { describe, expect, it } from 'vitest';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { RunResult } from '../../../src/keyservice/manifest/run';
import { blockOf, checkRows, runRows, setting } from './setting';

const at = setting();
let count = 0;

/** A row with an alias, judged while that was free; `between` happens before it is run. */
async function run(
  between: (alias: string) => Promise<unknown>,
  more: Record<string, unknown> = {},
): Promise<{ alias: string; ended: RunResult; changes: OperationName[] }> {
  const alias = `alias/zone/${++count}`;
  const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
  const rows = await checkRows(at.aws, [{ keyBlock: blockOf(at.plan()), alias, ...more }], options);
  await between(alias);
  const changes: OperationName[] = [];
  let faults = 0;
  at.simulator.setFaults(({ operation }) => {
    if (operation === 'CreateAlias' || operation === 'UpdateAlias') changes.push(operation);
    return operation === 'CreateAlias' && more.note === 'lost' && faults++ === 0
      ? { kind: 'drop', when: 'after' }
      : undefined;
  });
  const ended = await runRows(at.aws, rows, options);
  at.simulator.setFaults(undefined);
  return { alias, ended, changes };
}
const owner = async (alias: string): Promise<string | undefined> =>
  (await at.aws.call('GetAlias', { AliasName: alias })).output.Alias.KeyArn;
const nothing = (): Promise<void> => Promise.resolve();

describe('the alias of a row', () => {
  it('that another session took since the check is left where it is', async () => {
    const { alias, ended, changes } = await run((AliasName) =>
      at.aws.call('CreateAlias', { AliasName, KeyArn: at.kek.KeyArn }),
    );
    expect(ended.outcomes).toMatchObject([{ result: 'noAlias', candidates: [at.kek.KeyArn] }]);
    expect([changes, await owner(alias)]).toEqual([[], at.kek.KeyArn]);
  });

  it('that points to nothing is pointed to the key', async () => {
    const { alias, ended, changes } = await run((AliasName) => at.aws.call('CreateAlias', { AliasName }));
    expect(ended.outcomes).toMatchObject([{ result: 'imported', alias }]);
    expect([changes, await owner(alias)]).toEqual([['UpdateAlias'], ended.outcomes[0]!.arn]);
  });

  it('whose answer was lost is looked up, not made a second time', async () => {
    const { alias, ended, changes } = await run(nothing, { note: 'lost' });
    expect(ended.outcomes).toMatchObject([{ result: 'imported', alias }]);
    expect([changes, await owner(alias)]).toEqual([['CreateAlias'], ended.outcomes[0]!.arn]);
  });

  it('is not given where nobody may ask whose it is', async () => {
    const { ended, changes } = await run(() => {
      at.simulator.setDenied(['GetAlias']);
      return Promise.resolve();
    });
    expect([ended.end.kind, changes]).toEqual(['service', []]);
  });

  it('is not given to a key whose check value is another than the expected one', async () => {
    const { alias, ended, changes } = await run(nothing, { checkValue: '000000' });
    expect(ended.outcomes).toMatchObject([{ result: 'differs' }]);
    expect(changes).toEqual([]);
    await expect(owner(alias)).rejects.toMatchObject({ kind: 'notFound' });
  });
});
