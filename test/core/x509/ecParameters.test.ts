// Parameters of curves by themselves: named, spelled out, or inherited.
import { expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { readEcParameters } from '../../../src/core/x509/ecParameters';
import { wholeText } from '../../whole';
import { tlv } from '../asn1/makeCrl';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const oid = (text: string): Uint8Array => tlv(6, hex(text));
const number = (text: string): Uint8Array => tlv(2, hex(text));
/** SpecifiedECDomain: version, field, curve, base point, order, cofactor. */
const explicit = (field: Uint8Array, ...more: Uint8Array[]): Uint8Array =>
  tlv(0x30, number('01'), tlv(0x30, oid('2a8648ce3d0101'), field), tlv(0x30), tlv(4, hex('04')), ...more);

it('whole', async () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['P-256', oid('2a8648ce3d030107')],
    ['P-192', oid('2a8648ce3d030101')],
    ['P-224', oid('2b81040021')],
    ['P-521', oid('2b81040023')],
    ['secp256k1', oid('2b8104000a')],
    ['brainpoolP160r1', oid('2b2403030208010101')],
    ['brainpoolP256r1', oid('2b2403030208010107')],
    ['a curve that nobody knows', oid('2a03')],
    ['inherited', tlv(5)],
    ['spelled out', explicit(number(`00ff${'11'.repeat(31)}`), number(`7f${'11'.repeat(31)}`), number('01'))],
    ['of characteristic two', explicit(tlv(0x30, number('00a3')), number('04'), number('02'))],
    ['of another field', explicit(tlv(4, hex('aa')), tlv(4, hex('aa')))],
    ['without cofactor', explicit(number('07'), number('05'))],
    ['an empty SEQUENCE', tlv(0x30)],
    ['a field without anything', tlv(0x30, number('01'), tlv(0x30))],
    ['no field', tlv(0x30, number('01'))],
  ];
  await expect(
    wholeText([
      ...cases.map(([name, der]) => [name, readEcParameters(readAsn1(der).roots[0])] as const),
      ['nothing', readEcParameters(undefined)],
    ]),
  ).toMatchFileSnapshot('whole/ecParameters.txt');
});
