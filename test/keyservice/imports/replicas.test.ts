// A key that arrives by replication while the answer of an untagged import is lost: it is no candidate. Two Regions of
// one simulator, real adapter, notes and locks.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AwsService } from '../../../src/keyservice/aws/service';
import { lookForImport } from '../../../src/keyservice/imports/unsettled';
import type { Key } from '../../../src/keyservice/operations';
import { connect, importKek, keyBlock, planOf, ports, send } from './importing';
import { noteOf, onImport, setting } from './setting';

const region = 'us-west-2';
const at = setting({ otherRegions: [region] });
let west: AwsService;
let kek: Key;
beforeAll(async () => {
  west = connect({ ...at.simulator, region }, at.simulator);
  kek = await importKek(west, at.kekBytes);
});
afterAll(() => west.close());

it.each(['TagResource', 'ListTagsForResource'] as const)(
  'where %s is denied, a replica is not offered as the key of an import',
  async (denied) => {
    at.simulator.setDenied([denied]);
    onImport(at.simulator, { kind: 'drop', when: 'after' });
    const planned = planOf(keyBlock(at.kekBytes), kek, west);
    const untagged = denied === 'TagResource' ? { untagged: true as const } : {};
    const note = noteOf(await send(west, planned, ports(at.folder), untagged));
    const made = await at.aws.call('ImportKey', {
      ...at.plan().request,
      ReplicationRegions: [region],
    });
    const { KeyArn } = made.output.Key;
    const replica = KeyArn.replace('us-east-2', region);
    const { output } = await west.call('GetKey', { KeyIdentifier: replica });
    expect(output.Key.MultiRegionKeyType).toBe('REPLICA');
    const found = await lookForImport(west, note, ports(at.folder));
    if (found.kind !== 'candidates') throw new Error(found.kind);
    const arns = found.candidates.map((one) => one.KeyArn);
    expect(arns).not.toContain(replica);
    expect(arns).not.toEqual([]);
  },
);
