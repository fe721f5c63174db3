import { describe, expect, it } from 'vitest';
import { isRegions, readRegions, replicationSettled } from '../../src/keyservice/rules/regions';

describe('Regions from a text', () => {
  it.each([
    ['', []],
    ['eu-west-1', ['eu-west-1']],
    [' EU-West-1, us-west-2;ap-south-1\n', ['eu-west-1', 'us-west-2', 'ap-south-1']],
    ['eu-west-1 eu-west-1', ['eu-west-1']],
  ])('%j', (text, regions) => expect(readRegions(text, 'us-east-2')).toEqual(regions));

  it.each([
    ['us-east-2', 'own', 'us-east-2'],
    ['eu-west-1, US-EAST-2', 'own', 'us-east-2'],
    ['eu-west', 'form', 'eu-west'],
    ['eu-west-1, frankfurt', 'form', 'frankfurt'],
    ['arn:aws:x', 'form', 'arn:aws:x'],
  ])('%j is not accepted', (text, problem, part) => {
    const read = readRegions(text, 'us-east-2');
    expect(isRegions(read)).toBe(false);
    expect(read).toEqual({ problem, text: part });
  });
});

it('a replication is settled once nothing is on its way', () => {
  const of = (...statuses: string[]) =>
    replicationSettled({
      ReplicationStatus: Object.fromEntries(statuses.map((Status, at) => [`eu-west-${at}`, { Status }])),
    });
  expect(replicationSettled({})).toBe(true);
  expect(of('SYNCHRONIZED', 'FAILED', 'PAUSED')).toBe(true);
  expect(of('SYNCHRONIZED', 'IN_PROGRESS')).toBe(false);
  expect(of('DELETE_IN_PROGRESS')).toBe(false);
});
