/** What Problems shows as the source of our diagnostics. */
export const diagnosticSource = 'Key Material';

/** Code of a block that spaces break up; the decoder never sees them. */
export const brokenUpCode = 'broken_up_by_white_space';
