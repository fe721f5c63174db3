/** Five hundred artefacts, the same in every run: samples, key blocks, tokens, and what small changes make of them. */
import fs from 'node:fs';
import path from 'node:path';
import { mutatedBytes, mutatedText, Random } from '../../fuzz/fuzz';
import { keyBlocks } from '../../fuzz/keyBlocks';
import { tr34Tokens } from '../../fuzz/tr34Tokens';

export interface Artefact {
  readonly name: string;
  readonly bytes: Buffer;
}

/** @param samples the folder of samples; VS Code's host has the test elsewhere than the checkout */
export function artefacts(samples: string): Artefact[] {
  const found: Artefact[] = [];
  const add = (name: string, bytes: string | Uint8Array): void =>
    void found.push({ name: `${String(found.length).padStart(3, '0')}-${name}`, bytes: Buffer.from(bytes) });
  const files = fs
    .readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => fs.statSync(path.join(samples, name)).isFile())
    .sort();
  for (const name of files) add(name.replace('/', '-'), fs.readFileSync(path.join(samples, name)));
  for (const block of keyBlocks) add('block.txt', `key = "${block}"\n`);
  for (const token of tr34Tokens) {
    add('token.b64', token);
    add('token.der', Buffer.from(token, 'base64'));
    add('token.hex', Buffer.from(token, 'base64').toString('hex'));
  }
  const whole = [...found];
  const random = new Random(22);
  while (found.length < 500) {
    const { name, bytes } = random.of(whole);
    const isText = !/\.(?:der|cms|p7b|p7m|crl)$/.test(name);
    const kind = path.extname(name);
    add(
      `changed${kind}`,
      isText ? mutatedText(bytes.toString('utf8'), random) : mutatedBytes(Uint8Array.from(bytes), random),
    );
  }
  return found;
}
