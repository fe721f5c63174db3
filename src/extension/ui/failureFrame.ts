/**
 * Where an error was thrown: the first frame of its stack. The stack begins with the message, which may have lines
 * of its own (what a credential process printed, for one); none of them is taken for a frame.
 */
export function failureFrame(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return '';
  const at = error.stack.indexOf(error.message);
  if (at < 0) return '';
  const frames = error.stack.slice(at + error.message.length).split('\n');
  return frames.find((line) => /^\s+at /.test(line))?.trim() ?? '';
}
