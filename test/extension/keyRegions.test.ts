// Keys in several Regions on every surface that shows a key: what is read only is not offered, and the reason is there.
import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { keyListCsv } from '../../src/extension/keys/exportKeyList';
import { detailsText } from '../../src/extension/keys/keyDetailsPage';
import { contextOf, filterKeys, keyTooltip } from '../../src/extension/keys/keyTree';
import type { CatalogueKey } from '../../src/extension/service/keyCatalogue';
import { regionRows, regionWords, replicaReason } from '../../src/extension/service/keyRegions';
import { descriptionParts, spokenKey } from '../../src/extension/service/names';
import type { Key } from '../../src/keyservice/operations';

const base: Key = {
  KeyArn: 'arn:aws:payment-cryptography:us-east-2:111122223333:key/k7x2m4pqabcdefgh',
  KeyState: 'CREATE_COMPLETE',
  Enabled: true,
  Exportable: true,
  KeyCheckValue: '08D7B4',
  KeyAttributes: {
    KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    KeyClass: 'SYMMETRIC_KEY',
    KeyAlgorithm: 'AES_128',
    KeyModesOfUse: { Decrypt: true, Unwrap: true },
  },
};
const shown = (more: Partial<Key>): CatalogueKey => {
  const key = { ...base, ...more };
  return { summary: key, aliases: ['alias/kek'], detail: key };
};
const replica = shown({ MultiRegionKeyType: 'REPLICA', PrimaryRegion: 'us-east-2' });
const primary = shown({
  MultiRegionKeyType: 'PRIMARY',
  PrimaryRegion: 'us-east-2',
  ReplicationStatus: {
    'us-west-2': { Status: 'FAILED', StatusMessage: 'quota | reached' },
    'eu-west-1': { Status: 'SYNCHRONIZED' },
    'eu-west-2': { Status: 'IN_PROGRESS' },
    'eu-west-3': { Status: 'DELETE_IN_PROGRESS' },
    'sa-east-1': { Status: 'PAUSED' },
  },
  UsingDefaultReplicationRegions: true,
});

describe('a replica', () => {
  it('is used, and not changed: its row says where it is', () => {
    const words = contextOf(replica).split(' ');
    expect(words).toEqual(expect.arrayContaining(['replica', 'enabled', 'exports', 'wraps', 'aliased']));
    expect(words).not.toContain('changeable');
    expect(words).not.toContain('primary');
    expect(descriptionParts(replica)).toContain('replica of us-east-2');
    expect(spokenKey(replica)).toContain('replica of us-east-2');
    expect(filterKeys([replica], 'replica')).toHaveLength(1);
  });

  it('says in tooltip and details why', () => {
    const reason = 'Replica of the key in us-east-2. Change it there.';
    expect(replicaReason(replica.summary)).toBe(reason);
    expect(keyTooltip(replica).value.replaceAll('\\', '')).toContain(reason);
    expect(detailsText(replica, [], [])).toContain(reason);
  });

  it('is one too where its primary Region is not given', () => {
    const sparse = shown({ MultiRegionKeyType: 'REPLICA' });
    expect(regionWords(sparse)).toBe('replica');
    expect(replicaReason(sparse.summary)).toBe('Replica of a key in another Region. Change it there.');
  });
});

describe('a primary key', () => {
  it('names the other Regions, and how far each is', () => {
    expect(contextOf(primary).split(' ')).toEqual(expect.arrayContaining(['primary', 'changeable']));
    expect(regionWords(primary)).toBe(
      'primary, also in eu-west-1, eu-west-2, eu-west-3, sa-east-1, us-west-2',
    );
    expect(regionRows(primary)).toEqual([
      ['Multi-Region', 'primary key'],
      ['Primary Region', 'us-east-2'],
      ['eu-west-1', 'synchronized'],
      ['eu-west-2', 'being replicated'],
      ['eu-west-3', 'being deleted'],
      ['sa-east-1', 'PAUSED'],
      ['us-west-2', 'failed: quota | reached'],
      ['Regions by', 'defaults of the account'],
    ]);
    expect(detailsText(primary, [], [])).toMatch(/^ {2}us-west-2 +failed: quota \| reached$/m);
  });

  it('is one before its details are read', () => {
    const { summary, aliases } = primary;
    expect(regionWords({ summary, aliases })).toBe('primary, also in other Regions');
  });
});

it('a key of one Region has no row of Regions', () => {
  expect(regionRows(shown({}))).toEqual([]);
  expect(regionWords(shown({}))).toBeUndefined();
  expect(detailsText(shown({}), [], [])).not.toContain('Regions');
  expect(contextOf(shown({})).split(' ')).toContain('changeable');
});

it('the key list has the values of the API', () =>
  expect(keyListCsv([primary, replica])).toMatch(
    /"PRIMARY","us-east-2","eu-west-1=SYNCHRONIZED eu-west-2=IN_PROGRESS [^"]*us-west-2=FAILED"\r\n.*"REPLICA","us-east-2",""\r\n/,
  ));
