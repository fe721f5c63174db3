/** What the command line accepts. */

/** Options of all commands: which command accepts which is in `commands`. */
export const options = {
  json: { type: 'boolean' },
  sarif: { type: 'boolean' },
  aws: { type: 'boolean' },
  'fail-on': { type: 'string' },
  at: { type: 'string' },
  algorithm: { type: 'string' },
  moved: { type: 'string' },
  columns: { type: 'string' },
  csv: { type: 'boolean' },
  cyclonedx: { type: 'boolean' },
  kcv: { type: 'boolean' },
  root: { type: 'string' },
  'stdin-name': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export type Values = {
  readonly [K in keyof typeof options]?: (typeof options)[K]['type'] extends 'boolean' ? boolean : string;
};
