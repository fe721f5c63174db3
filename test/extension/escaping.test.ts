import { describe, expect, it } from 'vitest';
import { failureFrame } from '../../src/extension/ui/failureFrame';
import { escapeIcons, escapeMarkdown, escapeNotification } from '../../src/extension/ui/markdown';

/** What is left of backslashes once Markdown was read; entities stay, as VS Code looks for icons before they go. */
const rendered = (markdown: string): string => markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
/** VS Code, base/browser/ui/iconLabel: an icon unless a backslash stands before it. */
const icon = /(?<!\\)\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

describe('text from files', () => {
  it.each(['$(pass) Verified', 'a $(sync~spin)', '\\$(error)', '\\\\$(error)', '$$(pass)'])(
    'makes no icon in a hover: %s',
    (text) => {
      expect(rendered(escapeMarkdown(text))).not.toMatch(icon);
      expect(rendered(escapeMarkdown(text)).replaceAll('&#36;', '$')).toBe(text);
    },
  );

  it('makes no link in a notification', () => {
    const text = escapeNotification('CN=[Renew](command:workbench.action.terminal.sendSequence?1)\u202e');
    // VS Code, base/common/linkedText.
    expect(text).not.toMatch(/\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)\)/i);
    expect(text).toBe('CN=[Renew] (command:workbench.action.terminal.sendSequence?1)\\u202e');
  });
});

describe('a name in a list or the status bar', () => {
  it('draws no icon', () => {
    expect(escapeIcons('$(check) trusted')).toBe('\\$(check) trusted');
    expect(escapeIcons('payments-test')).toBe('payments-test');
  });
});

describe('what the log says of a failure', () => {
  it('is a place, and no line of a message', () => {
    const error = new Error('Command failed: get-keys\nsecret of the process\n    at the second line');
    expect(failureFrame(error)).toMatch(/^at .*escaping\.test/);
  });

  it('is nothing where there is no place', () => {
    const changed = new Error('before');
    expect(changed.stack).toContain('before');
    changed.message = 'after';
    expect(failureFrame(changed)).toBe('');
    expect(failureFrame('text')).toBe('');
  });
});
