import { describe, expect, it, vi } from 'vitest';
import { toPem } from '../../src/core/input/pem';
import { fileOf, fileOfText } from '../../src/extension/material/structureFile';
import { kindOfGiven } from '../../src/extension/viewer/givenMaterial';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const root = party('Root');
const certificate = issue(root, root, { ca: true });
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const hex = Buffer.from(certificate).toString('hex');

describe('what is pasted or dropped', () => {
  it.each([
    ['PEM', fileOfText('x', toPem('CERTIFICATE', certificate)), 'structure'],
    ['hex in lines', fileOfText('x', hex.replace(/(.{32})/g, '$1\r\n')), 'structure'],
    ['base64', fileOfText('x', Buffer.from(certificate).toString('base64')), 'structure'],
    [
      'a certificate beside a key block',
      fileOfText('x', `${block}\n${toPem('CERTIFICATE', certificate)}`),
      'structure',
    ],
    ['DER', fileOf('x', certificate), 'structure'],
    ['DER that is cut off', fileOf('x', certificate.subarray(0, 100)), 'structure'],
    ['a key block in JSON', fileOfText('x', `{"key": "${block}"}`), 'keyBlock'],
    ['nothing', fileOfText('x', ''), 'nothing'],
    ['words', fileOfText('x', 'not key material'), 'nothing'],
    ['half of a hex dump', fileOfText('x', hex.slice(0, 100)), 'nothing'],
    ['digits that begin as a text', fileOfText('x', '0000000000'), 'nothing'],
    ['a picture', fileOf('x', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0])), 'nothing'],
  ] as const)('%s', (_name, file, expected) => {
    expect(kindOfGiven(file)).toBe(expected);
  });
});
