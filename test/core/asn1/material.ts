/** Public test material beside the checkout (`../shared/vectors`), where it is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../../../../shared/vectors');
export const hasVectors = existsSync(path.join(folder, 'index.json'));

export interface VectorEntry {
  id: string;
  file: string;
  kind: string;
  bytes: number;
  note?: string;
  expected?: Record<string, unknown>;
}

export function vectorIndex(): VectorEntry[] {
  return hasVectors
    ? (JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as VectorEntry[])
    : [];
}

export function vectorPath(file: string): string {
  return path.join(folder, file);
}

export function vectorBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(vectorPath(file)));
}

export function vectorFiles(under: string): string[] {
  return hasVectors ? readdirSync(path.join(folder, under)).map((name) => `${under}/${name}`) : [];
}

/** DER of every PEM block in a text whose label matches; of the bytes themselves where they are DER. */
export function derBlocks(file: string, label = /.*/): Uint8Array[] {
  const bytes = vectorBytes(file);
  const text = Buffer.from(bytes).toString('latin1');
  const blocks: Uint8Array[] = [];
  for (const [, name, body] of text.matchAll(/^-----BEGIN ([^-]+)-----([^-]*)-----END/gm)) {
    // boringssl's files carry a block with the expected error text.
    if (label.test(name!) && !name!.includes('ERROR'))
      blocks.push(new Uint8Array(Buffer.from(body!, 'base64')));
  }
  return blocks.length > 0 ? blocks : bytes[0] === 0x30 ? [bytes] : [];
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** Every well-formed structure of the corpus as DER, by name. */
export function allDer(): { name: string; der: Uint8Array }[] {
  return ['x509', 'cms', 'tr34/generated', 'tr34/clover'].flatMap((under) =>
    vectorFiles(under)
      .filter((file) => !file.endsWith('.hex'))
      .flatMap((file) => derBlocks(file).map((der, i) => ({ name: `${file}#${i}`, der }))),
  );
}
