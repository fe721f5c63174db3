/** A key block by its header; what is encrypted is zeros. @param head with any length */
export function block(head: string, length: number, optional = ''): string {
  const start = head.slice(0, 1) + String(length).padStart(4, '0') + head.slice(5);
  return (start + optional).padEnd(length, '0');
}

/** Key blocks by what is special about them. */
export const blocks = {
  aes: block('D0112P0AE00E0000', 112),
  des: block('A0000K0DB00N0000', 80),
  withValues: block('D0144P0AE00S0200', 144, 'KC0C00010203KP0C01233155'),
  tooLong: block('D0144B0TX00N0100', 144, 'KC16000123456789ABCDEF'),
  short: block('B0000D0TD00N0200', 128, 'KC0600KP080108D7'),
  broken: block('D0144P0AE00S0200', 144, 'KCXXKP0C01233155'),
  hmac: block('D0112M7HC00E0000', 112),
  old: block('D0112M7IC00E0000', 112),
  rsa: block('D0112K2RD00N0000', 112),
  ecc: block('D0112K3EX00E0000', 112),
  other: block('D0112P0SE00E0000', 112),
  unknownUsage: block('D0112ZZAE00E0000', 112),
  unknownMode: block('D0112P0AZ00Z0000', 112),
} as const;
