/** Wildcards of IAM policies: `*` for any characters, `?` for one. */

/** Whether a pattern covers a whole text. Case counts. Takes at most the product of both lengths. */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  /** Behind the last `*`, and where the text was then: from there it is tried again, one character further. */
  let star = -1;
  let from = 0;
  while (place < text.length) {
    if (pattern[at] === '*') {
      star = ++at;
      from = place;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star;
      place = ++from;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** The six parts of an ARN, of which the last may hold colons; undefined where a text is none. */
export function arnParts(text: string): readonly string[] | undefined {
  const parts = text.split(':');
  if (parts.length < 6 || parts[0] !== 'arn') return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Part by part, as IAM compares ARNs: a wildcard does not reach over a colon, save in the last part. */
export function matchesArn(pattern: string, text: string): boolean {
  const [wanted, found] = [arnParts(pattern), arnParts(text)];
  return wanted !== undefined && found !== undefined && wanted.every((part, at) => matches(part, found[at]!));
}
