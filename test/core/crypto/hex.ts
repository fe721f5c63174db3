/** Hex in tests, through Node, so that the code under test does not check itself. */
export const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex').toUpperCase();
export const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
