/** What an operation answers: the members of its output, as JSON. */
export type Answer = Readonly<Record<string, unknown>>;
