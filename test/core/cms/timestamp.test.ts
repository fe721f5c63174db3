// Time stamps, whole: one that OpenSSL made, and parts of another making. What OpenSSL says of fresh ones is in
// timestamp.process.test.ts.
import { expect, it } from 'vitest';
import {
  policyText,
  readTimestampInfo,
  readTimestampResponse,
  timestampInfoOid,
} from '../../../src/core/cms/timestamp';
import type { SignedData } from '../../../src/core/cms/types';
import { wholeText } from '../../whole';
import { tlv } from '../asn1/makeCrl';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const granted = bytes(
  'MIICAjADAgEAMIIB+QYJKoZIhvcNAQcCoIIB6jCCAeYCAQMxDzANBglghkgBZQMEAgEFADCBmQYLKoZIhvcNAQkQAQSggYkEgYYwgYMCAQEGBCoDBAEwMTANBglghkgBZQMEAgEFAAQgEweZDmulyhRes16ZGCqb7EZTG8VN32VqYCx4D6AkDe4CAhosGA8yMDI2MTEyOTE2MTIzNFowCgIBAYACAfSBAWQBAf8CCCLQG0cpx/CroBekFTATMREwDwYDVQQDDAhUZXN0IFRTQTGCATIwggEuAgEBMCswEzERMA8GA1UEAwwIVGVzdCBUU0ECFBzLvIMR3tPhxhFf4Y2DKX0GhWX8MA0GCWCGSAFlAwQCAQUAoIGYMBoGCSqGSIb3DQEJAzENBgsqhkiG9w0BCRABBDAcBgkqhkiG9w0BCQUxDxcNMjYxMTI5MTYxMjM0WjArBgsqhkiG9w0BCRACDDEcMBowGDAWBBQG2bWEMyLp4vvt7Pf7UcUx48qn1DAvBgkqhkiG9w0BCQQxIgQgmiXbOX/gMiURnc27T3rYvVXSgKzmVsluNneHt8zjsx0wCgYIKoZIzj0EAwIERjBEAiBFX5DOu5ZvjqGWe4FoW7W1369l/X2r7/0+THHYtehTYwIgd7be1jz4Sg44KKyO7RJQvfX/bfzJsuTAdFSXselcPec=',
);
const refused = bytes('MDcwNQIBAjAsDCpNZXNzYWdlIGRpZ2VzdCBhbGdvcml0aG0gaXMgbm90IHN1cHBvcnRlZC4DAgeA');

it('a response that was granted, and one that was refused', async () => {
  const { token, ...rest } = readTimestampResponse(granted);
  const content = token?.content as SignedData;
  expect(content.eContentType.oid).toBe(timestampInfoOid);
  await expect(
    wholeText([
      ['granted', { ...rest, info: readTimestampInfo(content.eContent!) }],
      ['refused', readTimestampResponse(refused)],
    ]),
  ).toMatchFileSnapshot('whole/timestamps.txt');
});

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const sha256 = tlv(0x30, tlv(0x30, hex('0609608648016503040201')), tlv(4, hex('aabb')));
const policy = hex('06042a030401');
const time = tlv(0x18, Buffer.from('20261201120000.5Z'));
const info = (...parts: Uint8Array[]): Uint8Array =>
  tlv(0x30, hex('020101'), policy, sha256, hex('02021a2c'), time, ...parts);

it('what a token may hold, each part by itself', async () => {
  const accuracy = (...parts: string[]): Uint8Array => tlv(0x30, ...parts.map(hex));
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['the least', info()],
    ['seconds', info(accuracy('020101'))],
    ['thousandths', info(accuracy('80020102'))],
    ['millionths', info(accuracy('810105'))],
    ['all', info(accuracy('020101', '800102', '810103'))],
    ['an empty accuracy', info(accuracy())],
    ['in order', info(hex('0101ff'))],
    ['in no order', info(hex('010100'))],
    ['a nonce', info(hex('0209008000000000000000'))],
    ['a name', info(tlv(0xa0, tlv(0xa4, tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), hex('0c0141')))))))],
    ['a name of another kind', info(tlv(0xa0, tlv(0x82, Buffer.from('tsa.example'))))],
    ['a long one', info(tlv(0xa0, tlv(0x82, Buffer.from('x'.repeat(1001)))))],
    ['an empty name', info(tlv(0xa0))],
    [
      'all of it',
      info(accuracy('020101'), hex('0101ff'), hex('020105'), tlv(0xa0, tlv(0x82, Buffer.from('t')))),
    ],
    [
      'a hash that nobody knows',
      tlv(0x30, hex('020101'), policy, tlv(0x30, tlv(0x30, hex('06022a03')), hex('0401aa'))),
    ],
    ['no hash', tlv(0x30, hex('020101'), policy, tlv(0x30))],
    ['no policy', tlv(0x30, hex('020101'), sha256)],
    ['no imprint', tlv(0x30, hex('020101'), policy, hex('0401aa'))],
    ['nothing', tlv(0x30)],
    ['no SEQUENCE', tlv(0x31, hex('020101'), policy, sha256)],
    ['no bytes', new Uint8Array()],
  ];
  await expect(
    wholeText(cases.map(([name, one]) => [name, readTimestampInfo(one)] as const)),
  ).toMatchFileSnapshot('whole/timestampInfos.txt');
});

it('what a response may say', () => {
  const response = (...parts: Uint8Array[]): Uint8Array => tlv(0x30, tlv(0x30, ...parts));
  const said = (one: Uint8Array): unknown[] => {
    const { status, statusWord, texts, failures, token } = readTimestampResponse(one);
    return [status, statusWord, texts.join(), failures.join(), token];
  };
  const words = [
    'granted',
    'grantedWithMods',
    'rejection',
    'waiting',
    'revocationWarning',
    'revocationNotification',
  ];
  for (const [status, word] of [...words, undefined].entries())
    expect(said(response(tlv(2, [status])))).toEqual([status, word, '', '', undefined]);
  const none = [undefined, undefined, '', '', undefined];
  for (const one of [new Uint8Array(), tlv(0x30), response(), tlv(4)]) expect(said(one)).toEqual(none);
  const failed = (bits: string): unknown => said(response(hex('020102'), hex(bits)))[3];
  expect(failed('030205a0')).toBe('badAlg,badRequest');
  expect(failed('03050604830040')).toBe(
    'badDataFormat,bit 8,timeNotAvailable,unacceptedPolicy,systemFailure',
  );
  expect(failed('0304058000e0')).toBe('badAlg,unacceptedExtension,addInfoNotAvailable,bit 18');
  const texts = (count: number): unknown =>
    readTimestampResponse(
      response(
        hex('020102'),
        tlv(0x30, ...Array.from({ length: count }, (_, i) => tlv(12, Buffer.from(`${i}`)))),
      ),
    ).texts;
  expect(texts(20)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
  expect(texts(21)).toEqual(texts(20));
  expect(readTimestampResponse(response(hex('020102'), tlv(0x30, hex('020101')))).texts).toEqual(['']);
});

it('policies with their name, where they have one', () => {
  expect(policyText('1.2.3')).toBe('1.2.3');
  expect(policyText('2.5.29.32.0')).toMatch(/^\w+ \(2\.5\.29\.32\.0\)$/);
});
