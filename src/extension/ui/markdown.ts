/** Escaping for what comes out of files: nothing in a label, subject or code may act as Markdown or hide itself. */

// C0 and C1 controls, zero-width and bidirectional marks: characters that a reader cannot see.
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes invisible characters visible as \u escapes, so that no text can pose as another. */
export function visible(text: string): string {
  return text.replace(
    invisible,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

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

/** Text for a Markdown table that is read as text as often as it is rendered: only what would act is escaped. */
export function escapeTableText(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]|~<$]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])/g, '\\$&')
    .replace(/&(?=#|[A-Za-z])/g, '&amp;');
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
