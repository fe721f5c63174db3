import { describe, expect, it, vi } from 'vitest';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { keyBlockAs, modelTexts } from '../../src/extension/inspector/inspectorTexts';
import { keyBlockModel } from '../../src/extension/inspector/keyBlockModel';
import { keyBlockHover } from '../../src/extension/material/keyBlockMarkdown';
import { keyBlocksOf } from '../../src/extension/material/keyBlocksOf';
import { verdictsOf } from '../../webview/keyBlock/verdicts';
import { issue, party } from '../core/x509/issue';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const [key, ca] = [party('KDH', 'rsa'), party('CA', 'rsa')];
const expired = issue(key, ca, { notBefore: '190101000000Z', notAfter: '200601000000Z' });
const said = 'The certificate "CN=KDH" in CT expired on 2020-06-01.';

/** A block with a certificate in CT, and 32 bytes and a MAC behind it. */
function block(): string {
  const data = `00${Buffer.from(expired).toString('base64')}`;
  const ct = `CT0004${(data.length + 10).toString(16).toUpperCase().padStart(4, '0')}${data}`;
  const short = (16 - ((ct.length + 4) % 16)) % 16;
  const blocks = `${ct}PB${(short + 4).toString(16).toUpperCase().padStart(2, '0')}${'0'.repeat(short)}`;
  const rest = `S0RS00E0200${blocks}${'A'.repeat(64)}${'B'.repeat(32)}`;
  return `D${String(rest.length + 5).padStart(4, '0')}${rest}`;
}

describe('an expired certificate in a key block', () => {
  const text = block();

  it('is the only error of the block', () => {
    const errors = decodeKeyBlock(text, { at: new Date() }).findings.filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors.map(({ code }) => code)).toEqual(['ct_expired']);
  });

  it('is told in the hover, in Problems, the inspector, the JSON and the Markdown', () => {
    const document = textDocument(text, 'keyblock', '/file.tr31');
    const [found] = keyBlocksOf(document).blocks;
    const place = { uri: 'file:///file.tr31', line: 0, character: 0 };
    expect(found!.block.findings.map(({ message }) => message)).toContain(said);
    expect(keyBlockHover(found!.located, place, []).value.replaceAll('\\', '')).toContain(
      'expired on 2020-06-01',
    );
    const shown = { text, at: new Date(), restore: undefined, place: undefined, typed: text };
    const model = keyBlockModel({ ...shown, made: undefined, notice: undefined }, modelTexts());
    expect(model.findings[0]).toMatchObject({ severity: 'error', message: said });
    // The structure of the block is sound: the dates are a verdict of their own.
    expect(verdictsOf(model, undefined).slice(0, 2)).toEqual([
      { id: 'structure', state: 'verified', text: 'Structure' },
      { id: 'certificates', state: 'warning', text: 'One certificate has expired' },
    ]);
    expect(keyBlockAs(text, 'json')).toContain('"ct_expired"');
    expect(keyBlockAs(text, 'markdown').replaceAll('\\', '')).toContain('expired on 2020-06-01');
  });
});
