/** Moments in reports: ISO 8601 in UTC. */

/** Without fractions of a second where there are none. */
export function moment(at: Date): string {
  return Number.isNaN(at.getTime()) ? 'not a moment' : at.toISOString().replace('.000Z', 'Z');
}

/** The moment that a text names; undefined for what is none, or not of the years 0 to 9999, as certificates have them. */
export function readMoment(text: string): Date | undefined {
  const at = new Date(text);
  const isIn =
    at.getTime() >= Date.parse('0000-01-01') && at.getTime() <= Date.parse('9999-12-31T23:59:59.999Z');
  return isIn ? at : undefined;
}
