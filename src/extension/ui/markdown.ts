/** Escaping for what comes out of files: nothing in a label, subject or code may act as Markdown or hide itself. */
import { visible } from '../../core/plainText';

/** Text as Markdown that renders as exactly that text, in a paragraph or a table cell. */
export function escapeMarkdown(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_{}[\]()#+\-.!|~>$:@"']/g, '\\$&')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      // VS Code looks for $(icon) in what Markdown has become, where a backslash is gone and an entity is not.
      .replace(/\\\$(?=\\\()/g, '&#36;')
  );
}

/** Text for a notification or a prompt, where VS Code makes [text](command:…) a link that runs the command. */
export function escapeNotification(text: string): string {
  return visible(text).replaceAll('](', '] (');
}

/** The same for the detail of a dialog that is made of lines of ours. */
export function escapeNotificationLines(text: string): string {
  return text.split('\n').map(escapeNotification).join('\n');
}

/** Characters of a key block in monospace; anything but letters and digits is escaped instead. */
export function codeSpan(text: string, escaped: (text: string) => string = escapeMarkdown): string {
  return /^[0-9A-Za-z]+$/.test(text) ? `\`${text}\`` : escaped(text);
}

/** Text for a label of a list or the status bar, where VS Code draws $(name) as an icon. */
export function escapeIcons(text: string): string {
  return visible(text).replaceAll('$(', '\\$(');
}
