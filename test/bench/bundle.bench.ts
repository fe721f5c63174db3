/**
 * A bundle of 500 certificates: from its text to the first overview, the table of what is in it with all signatures
 * checked, and the same as far as it is needed to show the table. Beside `openssl storeutl`, which reads and prints no
 * more than their names. A plain program.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileOfText } from '../../src/extension/material/structureFile';
import { StructureSession } from '../../src/extension/material/structureSession';
import { structureModel } from '../../src/extension/viewer/structureModel';
import { generateKeys } from '../../src/core/make/keys';
import {
  issueCertificate,
  makeCertificate,
  certificateExtensions as extensions,
} from '../../src/core/make/certificates';
import { toPem } from '../../src/core/input/pem';
import { report, skipped } from './report';

const count = 500;
const roots = 20;
const notBefore = new Date(Date.now() - 86_400_000);
const notAfter = new Date(Date.now() + 365 * 86_400_000);
const made: Uint8Array[] = [];
for (let r = 0; r < roots; r++) {
  const keys = await generateKeys(r % 2 === 0 ? 'RSA_2048' : 'ECC_NIST_P256');
  const request = {
    name: `TEST root ${r}`,
    keys,
    ca: true,
    keyUsage: ['keyCertSign'],
    notBefore,
    notAfter,
  } as const;
  const { certificate } = await issueCertificate(request);
  made.push(certificate);
  for (let i = 1; i < count / roots; i++)
    made.push(
      await makeCertificate({
        subject: [
          ['O', 'TEST'],
          ['CN', `TEST party ${r}-${i}`],
        ],
        issuer: certificate,
        privateKey: keys.privateKey,
        hash: 'SHA-256',
        notBefore,
        notAfter,
        publicKey: keys.publicKey,
        extensions: [
          extensions.basicConstraints(false),
          extensions.keyUsage('digitalSignature'),
          extensions.subjectKeyId(keys.publicKey),
          extensions.authorityKeyId(keys.publicKey),
        ],
      }),
    );
}
const text = made.map((one) => toPem('CERTIFICATE', one)).join('\n');

/** As the viewer does: the head and the list of parts, then the table. */
async function open(): Promise<{ head: number; whole: number }> {
  const began = performance.now();
  const session = new StructureSession(fileOfText('bundle.pem', text));
  structureModel(session, false);
  const head = performance.now() - began;
  const { rows } = await session.contents();
  const whole = performance.now() - began;
  const good = rows.filter(({ issuer }) => issuer?.status === 'ok').length;
  if (rows.length !== count || good !== count)
    throw new Error(`${good} of ${rows.length} signatures verified`);
  return { head, whole };
}

const first = await open();
const again = [await open(), await open(), await open(), await open(), await open()];
console.log(
  `${(text.length / 1e6).toFixed(1)} MB; first time in the process: ${first.head.toFixed(0)} ms to the list, ${first.whole.toFixed(0)} ms with all signatures`,
);
const task = `bundle of ${count} certificates`;
report(`${task}, the list`, 'ours', Math.min(...again.map(({ head }) => head)));
report(`${task}, the table with signatures`, 'ours', Math.min(...again.map(({ whole }) => whole)));
const folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-bench-'));
try {
  const file = path.join(folder, 'bundle.pem');
  writeFileSync(file, text);
  const began = performance.now();
  const { status } = spawnSync('openssl', ['storeutl', '-noout', '-text', '-certs', file], {
    maxBuffer: 1e9,
  });
  const took = performance.now() - began;
  if (status === 0)
    report(`${task}, the table with signatures`, 'openssl storeutl -text, no signature', took);
  else skipped(task, 'openssl', 'not installed, or without storeutl');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
