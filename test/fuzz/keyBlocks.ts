/** Key blocks to change: every version, every optional block, both ways of extended lengths, certificates. */
import { examples } from '../core/keyblock/blocks';

const certificate =
  'MIICLjCCAdSgAwIBAgIIGDrdWBxuNpAwCgYIKoZIzj0EAwIwMTEXMBUGA1UECgwOQWxwaGEgTWVyY2hhbnQxFjAUBgNVBAMMDVNhbXBsZSBFQ0MgQ0EwHhcNMjAwODE1MDIxMDEwWhcNMjEwODE1MDIxMDEwWjBPMRcwFQYDVQQKDA5BbHBoYSBNZXJjaGFudDEfMB0GA1UECwwWVExTIENsaWVudCBDZXJ0aWZpY2F0ZTETMBEGA1UEAwwKMTIzNDU2Nzg5MDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEI/SLrH6fITA9y6Y3BneuoT/5+EHSepZxCYeSstGll2sVvmSDZWWSbN6lh5Fb/zagrDjjQ/gZtWIOTf2wL1vSGjgbcwgbQwCQYDVR0TBAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0OBBYEFHuvP526vFMywEoVoXZ5aXNfhnfeMB8GA1UdIwQYMBaAFI+ZFhOWF+oMtcfYwg15vH5WmWccMEIGA1UdHwQ7MDkwN6A1oDOGMWh0dHA6Ly9jcmwuYWxwaGEtbWVyY2hhbnQuZXhhbXBsZS9TYW1wbGVFQ0NDQS5jcmwwCgYIKoZIzj0EAwIDSAAwRQIhAPuWWvCTmOdvQzUjCUmTX7H4sX4Ebpw+CI+aOQLu1DqwAiA0eR4FdMtvXV4P6+WMz5B10oea5xtLTfSgoBDoTkvKYQ==';

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** A block of version D with optional blocks, whole in its form; payload and MAC are filler. */
function block(codes: string, ...optional: readonly [string, string][]): string {
  const texts = optional.map(([id, data]) =>
    data.length > 250
      ? `${id}0004${hexadecimal(data.length + 10, 4)}${data}`
      : `${id}${hexadecimal(data.length + 4, 2)}${data}`,
  );
  const size = texts.join('').length;
  const missing = (16 - ((size + 4) % 16)) % 16;
  if (size % 16 !== 0) texts.push(`PB${hexadecimal(missing + 4, 2)}${'0'.repeat(missing)}`);
  const rest = `${String(texts.length).padStart(2, '0')}00${texts.join('')}${'A5'.repeat(48)}`;
  return `D${String(12 + rest.length).padStart(4, '0')}${codes}00E${rest}`;
}

export const keyBlocks: readonly string[] = [
  ...examples.map((example) => example.block),
  'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627',
  block('B3AX', ['DA', '01D2ABND3AEN'], ['LB', 'My Great Key'], ['PK', '019876543210'], ['WP', '003']),
  block('B1TX', ['LB', 'Proprietary'], ['KS', 'DE#GBIC#OPT1']),
  block('M7HG', ['HM', '21'], ['TC', '20190717181929Z'], ['TS', '2018-06-18T20:42:39.22Z']),
  block(
    'B0AX',
    ['BI', '0108793E25'],
    ['KC', '0108793E25AB'],
    ['KP', '012331550BC9'],
    ['IK', '1234567890123456'],
  ),
  block('S0ES', ['AL', '0101'], ['CT', `00${certificate}`]),
  block('S0ES', ['CT', `0200${hexadecimal(certificate.length, 4)}${certificate}`], ['KV', '0102']),
  block('D0AE', ['10', 'IBMC01140123456789ABCDEF'], ['99', 'any'], ['FL', '1'], ['XX', 'unknown']),
  block('D0AE', ['LB', 'x'.repeat(300)]),
  block('D0AE', ['LB', 'x'.repeat(300)]).replace('LB0004', 'LB0002'),
];
