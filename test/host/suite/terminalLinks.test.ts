import { keyBlockTerminalLinks } from '../../../src/extension/material/keyBlockTerminalLinks';
import { equal } from '../support/check';
import { activated } from '../support/hovers';
import { closeAll, inspectorTab } from '../support/inspectorTab';

const block =
  'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';

describe('terminal links', () => {
  before(activated);
  after(closeAll);

  it('stand on key blocks, exactly, and on nothing else', async () => {
    const line = `$ grep -o key= hsm.log  key=${block}; sha256=5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef72`;
    const links = await keyBlockTerminalLinks.provideTerminalLinks({ line });
    equal(
      links.map(({ startIndex, length }) => line.slice(startIndex, startIndex + length)),
      [block],
      'linked text',
    );
    const none = '2026-11-20T08:14:02.117Z 9f1c2d3e-58a1-4b0e-9d2b-1f0f4e7a6c55 B0080 D0112';
    equal(await keyBlockTerminalLinks.provideTerminalLinks({ line: none }), [], 'links on other text');
  });

  it('open the inspector', async () => {
    const [link] = await keyBlockTerminalLinks.provideTerminalLinks({ line: block });
    if (link) await keyBlockTerminalLinks.handleTerminalLink(link);
    await inspectorTab();
  });
});
