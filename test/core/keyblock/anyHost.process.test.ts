import path from 'node:path';
import vm from 'node:vm';
import * as esbuild from 'esbuild';
import { describe, expect, it } from 'vitest';
import { examples } from './blocks';

describe('the cryptography of key blocks', () => {
  it('runs where there is nothing but the language: no Node, no DOM, no WebCrypto', async () => {
    const folder = path.resolve(__dirname, '../../../src/core/keyblock');
    const { outputFiles } = await esbuild.build({
      stdin: {
        contents: `
          import { decodeKeyBlock } from './decode';
          import { unwrapKeyBlock } from './unwrap';
          import { wrapKeyBlock } from './wrap';
          import { fromHex, toUpperHex } from '../crypto/bytes';
          globalThis.run = (text, kbpk) => {
            const block = decodeKeyBlock(text);
            const unwrapped = unwrapKeyBlock(block, fromHex(kbpk));
            const random = (count) => new Uint8Array(count);
            const again = wrapKeyBlock(block, unwrapped.key, fromHex(kbpk), { random });
            const twice = unwrapKeyBlock(decodeKeyBlock(again), fromHex(kbpk));
            return [toUpperHex(unwrapped.key), toUpperHex(twice.key), unwrapped.kcvs.ansiX924];
          };`,
        resolveDir: folder,
        loader: 'ts',
      },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      logLevel: 'silent',
    });
    const context = vm.createContext({});
    vm.runInContext(outputFiles[0]!.text, context);
    for (const { block, kbpk, key } of examples) {
      const result = vm.runInContext(`run('${block}', '${kbpk}')`, context) as string[];
      expect([...result.slice(0, 2)]).toEqual([key, key]);
      expect(result[2]).toMatch(/^[0-9A-F]{6}$/);
    }
  });
});
