import { describe, expect, it } from 'vitest';
import { fileKind } from '../../src/extension/search/fileText';

describe('what the first bytes say', () => {
  const wide = (text: string, big: boolean): Uint8Array =>
    Uint8Array.from(Array.from(Buffer.from(text)).flatMap((byte) => (big ? [0, byte] : [byte, 0])));
  it.each([
    ['text', Buffer.from('plain é🔑'), 'utf8'],
    ['Latin-1', Buffer.from('caf\xe9', 'latin1'), 'utf8'],
    ['nothing', new Uint8Array(0), 'utf8'],
    ['UTF-16 with its mark', Uint8Array.of(0xff, 0xfe, 0x41, 0), 'utf-16le'],
    ['UTF-16, big end first, with its mark', Uint8Array.of(0xfe, 0xff, 0, 0x41), 'utf-16be'],
    ['UTF-16 without a mark', wide('a log of a Windows machine', false), 'utf-16le'],
    ['UTF-16, big end first, without a mark', wide('a log of a Windows machine', true), 'utf-16be'],
    ['a NUL in text', Buffer.from('text\0text'), 'binary'],
    ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0), 'binary'],
  ] as const)('%s', (_name, bytes, kind) => {
    expect(fileKind(bytes)).toBe(kind);
  });
});
