import { expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';

const logged: string[] = [];
const channels: string[] = [];

vi.mock('vscode', () => ({
  FileSystemError: class extends Error {
    code = 'FileNotFound';
  },
  Uri: { joinPath: (base: string, ...rest: string[]) => [base, ...rest].join('/') },
  window: {
    createOutputChannel: (name: string) => {
      channels.push(name);
      return { error: (text: string) => logged.push(text) };
    },
  },
  workspace: {
    fs: {
      readFile: async () => {
        const { FileSystemError } = await import('vscode');
        throw new FileSystemError('/home/somebody/dist/web.mjs');
      },
    },
  },
}));
// Node imports no blob: URLs; nothing but the part that gives `vscode` is loaded here.
vi.stubGlobal(
  'URL',
  class extends URL {
    static override createObjectURL = () => 'data:text/javascript,';
  },
);

it('a file that cannot be read is named in the log, with what to do, and fails the activation', async () => {
  const { activate } = await import('../../src/webLoader');
  const sentence =
    'The file dist/web.mjs of the extension could not be read (FileNotFound). Reload the window. If it fails again, reinstall the extension.';
  await expect(activate({ extensionUri: 'base' } as unknown as vscode.ExtensionContext)).rejects.toThrow(
    sentence,
  );
  expect(logged).toEqual([sentence]);
  expect(channels).toEqual(['Key Material']);
});
