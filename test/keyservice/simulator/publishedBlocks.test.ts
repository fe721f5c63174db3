import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { judgeKeyBlock } from '../../../src/keyservice/rules/keyBlocks';
import { Store, usualAccount } from '../../../src/keyservice/simulator/store';
import { allFour, attributes, startService } from './client';

interface Vector {
  id: string;
  keyblock: string;
  scope: string;
  valid: boolean;
  kbpk?: string;
  key?: string;
  kcv?: string;
}

const file = path.resolve(__dirname, '../../../../shared/vectors/keyblocks.json');
const algorithms = {
  A: { 16: 'AES_128', 24: 'AES_192', 32: 'AES_256' },
  T: { 16: 'TDES_2KEY', 24: 'TDES_3KEY' },
} as const;

/** Blocks of openemv, psec and other makers: those that the rules let through are imported, with the published check value. */
it.skipIf(!existsSync(file))('published key blocks', async () => {
  const { published } = JSON.parse(readFileSync(file, 'utf8')) as { published: Vector[] };
  const usable = published.filter(
    (one) => one.scope === 'keyblock' && one.valid && one.kbpk && one.key && /^[ABCD]/.test(one.keyblock),
  );
  expect(usable.length).toBeGreaterThan(50);
  const folder = mkdtempSync(path.join(tmpdir(), 'kmi-published-'));
  const store = await Store.open(path.join(folder, 'state'));
  const account = store.of(usualAccount);
  const ids = new Map<string, string>();
  for (const { kbpk, keyblock } of usable) {
    const sizes: Record<number, string> = keyblock.startsWith('D') ? algorithms.A : algorithms.T;
    const algorithm = sizes[kbpk!.length / 2];
    const name = `${algorithm} ${kbpk}`;
    if (algorithm === undefined || ids.has(name)) continue;
    const id = `published${String(ids.size).padStart(7, '0')}`;
    ids.set(name, id);
    account.commit([
      'keys',
      id,
      {
        id,
        sequence: account.nextSequence(),
        attributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', algorithm as never, allFour),
        checkValue: '000000',
        checkValueAlgorithm: 'CMAC',
        enabled: true,
        exportable: true,
        state: 'CREATE_COMPLETE',
        origin: 'EXTERNAL',
        created: Date.now(),
        tags: [],
        material: { kind: 'symmetric', key: kbpk! },
      },
    ]);
  }
  await store.close();
  const service = await startService({ file: path.join(folder, 'state') });
  const seen = { taken: 0, refused: 0 };
  try {
    for (const { id, keyblock, kbpk, key, kcv } of usable) {
      const sizes: Record<number, string> = keyblock.startsWith('D') ? algorithms.A : algorithms.T;
      const algorithm = sizes[kbpk!.length / 2];
      if (algorithm === undefined) continue;
      const about = {
        algorithm,
        usage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        modes: allFour,
        state: 'CREATE_COMPLETE',
        enabled: true,
      };
      const { importable } = judgeKeyBlock(decodeKeyBlock(keyblock), {
        wrappingKey: about,
        keyBits: key!.length * 4,
      });
      const arn = `arn:aws:payment-cryptography:us-east-2:111122223333:key/${ids.get(`${algorithm} ${kbpk}`)!}`;
      const KeyMaterial = { Tr31KeyBlock: { WrappingKeyIdentifier: arn, WrappedKeyBlock: keyblock } };
      if (importable === 'no') {
        seen.refused++;
        expect((await service.wrong('ImportKey', { KeyMaterial })).name, id).toBe('ValidationException');
      } else {
        seen.taken++;
        const { Key } = await service.call('ImportKey', { KeyMaterial });
        if (kcv !== undefined && !Key.KeyAttributes.KeyAlgorithm.startsWith('HMAC'))
          expect(
            kcv.toUpperCase().startsWith(Key.KeyCheckValue!) ||
              Key.KeyCheckValue!.startsWith(kcv.toUpperCase()),
            id,
          ).toBe(true);
      }
    }
  } finally {
    await service.close();
    rmSync(folder, { recursive: true });
  }
  expect(seen.taken).toBeGreaterThan(20);
  expect(seen.refused).toBeGreaterThan(5);
});
