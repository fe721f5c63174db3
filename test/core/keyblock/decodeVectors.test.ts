/** Every published and constructed key block: validity, error, place of the error, header, optional blocks, warnings. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { keyFinding } from '../../../src/core/keyblock/keyBlockError';

interface Vector {
  readonly id: string;
  readonly keyblock: string;
  readonly scope: 'keyblock' | 'header' | 'header-prefix';
  readonly valid: boolean;
  readonly errorKind?: string;
  readonly errorOffset?: number;
  readonly errorOffsetNote?: string;
  readonly acceptableErrorKinds?: readonly string[];
  readonly warnings?: readonly string[];
  readonly lengthDialect?: 'lol_chars' | 'lol_bytes';
  readonly proprietary?: unknown;
  readonly header?: {
    readonly version: string;
    readonly length: number;
    readonly usage: string;
    readonly algorithm: string;
    readonly mode: string;
    readonly key_version: string;
    readonly exportability: string;
    readonly optional_block_count: number;
    readonly key_context: string;
    readonly reserved: string;
    readonly optional_blocks: readonly { id: string; length: number; offset: number; data: string | null }[];
    readonly header_length: number;
  };
}

/** Where this reader says something else than the list, and why. */
const differences: Readonly<Record<string, string>> = {
  'constructed-bad-lower-case-whole':
    'lower case is one fault, lower_case_letters, and not first of all a version that is unknown; lowerCase.test.ts',
};

const file = path.resolve(__dirname, '../../../../shared/vectors/keyblocks.json');
const vectors = existsSync(file)
  ? (() => {
      const { published, constructed } = JSON.parse(readFileSync(file, 'utf8')) as {
        published: Vector[];
        constructed: Vector[];
      };
      return [...published, ...constructed];
    })()
  : [];
/** Those need a KBPK and are tested where there is one. */
const needsKey = (code: string): boolean => code in keyFinding.templates;

describe.skipIf(vectors.length === 0)('published and constructed key blocks', () => {
  it('are as many as there were, and the differences are theirs', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(368);
    const ids = new Set(vectors.map(({ id }) => id));
    for (const id of Object.keys(differences)) expect(ids).toContain(id);
  });

  it.each(vectors.filter(({ id }) => !(id in differences)).map((vector) => [vector.id, vector] as const))(
    '%s',
    (_id, vector) => {
      const { keyblock: text, scope, header, lengthDialect } = vector;
      const block = decodeKeyBlock(text, { part: scope === 'keyblock' ? 'block' : 'header' });
      const errors = block.findings.filter(({ severity }) => severity === 'error');
      const codes = block.findings.map(({ code }) => code);
      const kind = vector.errorKind;
      if (kind === undefined || needsKey(kind)) {
        // A prefix stops inside its padding block; everything before that is right.
        const allowed = scope === 'header-prefix' ? ['optional_block_data_truncated'] : [];
        if (vector.acceptableErrorKinds === undefined)
          expect(errors.filter(({ code }) => !allowed.includes(code))).toEqual([]);
      } else {
        expect(vector.acceptableErrorKinds ?? [kind]).toContain(errors[0]?.code);
        if (vector.errorOffset !== undefined && vector.errorOffsetNote === undefined)
          expect(
            block.findings.find(({ code }) => (vector.acceptableErrorKinds ?? [kind]).includes(code))?.span
              ?.start,
          ).toBe(vector.errorOffset);
      }
      for (const warning of vector.warnings ?? []) if (!needsKey(warning)) expect(codes).toContain(warning);

      if (header) {
        expect({
          version: block.version.code,
          length: block.length.value,
          usage: block.usage.code,
          algorithm: block.algorithm.code,
          mode: block.mode.code,
          key_version: block.keyVersion.code,
          exportability: block.exportability.code,
          optional_block_count: block.optionalBlockCount,
          key_context: block.keyContext.code,
          reserved: block.reserved,
        }).toEqual({
          version: header.version,
          length: header.length,
          usage: header.usage,
          algorithm: header.algorithm,
          mode: header.mode,
          key_version: header.key_version,
          exportability: header.exportability,
          optional_block_count: header.optional_block_count,
          key_context: header.key_context,
          reserved: header.reserved,
        });
        const whole = header.optional_blocks.filter(({ data }) => data !== null);
        expect(
          block.optionalBlocks.map(({ id, length, span, data }) => ({
            id,
            length,
            offset: span.start,
            data,
          })),
        ).toEqual(whole);
        if (whole.length === header.optional_blocks.length)
          expect(block.headerLength).toBe(header.header_length);
      }
      if (lengthDialect && vector.valid)
        expect(block.optionalBlocks.map(({ dialect }) => dialect)).toContain(
          lengthDialect === 'lol_bytes' ? 'bytes' : 'characters',
        );
    },
  );
});
