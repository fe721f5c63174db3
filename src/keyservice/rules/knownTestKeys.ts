/**
 * Check values of test keys that everybody can read in a standard, a guide or a sample. Check values only: no key is
 * in this list. A key with one of these protects nothing in a live account.
 */
import type { Finding, Span } from '../../core/findings';
import type { Key, ServiceTarget } from '../operations';
import { awsCheckValueFinding, type CheckValue, compareCheckValues, fewestDigits } from './checkValues';
import { isForTests } from './live';

/**
 * Where published, then check values of six digits, those of several lengths after each other: TDES by ANSI X9.24,
 * TDES by CMAC, AES by ANSI X9.24 (zeros encrypted), AES by CMAC.
 */
type Row = readonly [source: string, tdesAnsi: string, tdesCmac: string, aesAnsi: string, aesCmac: string];

// prettier-ignore
const published: readonly Row[] = [
  ['all bits zero', '8CA64D', 'DD1BF6', '66E94B AAE069 DC95C0', '763CBC 0B50E6 921105'],
  ['all bits one', 'CAAAAF', '3B90C2', 'A1F625 DD8A49 4BF85F', 'B290FA 8BD7E0 5955E9'],
  ['a pattern, all bytes 11', '82E136', '616911', 'E0D541 E3AD38 20EC0F', 'EE23D8 ACA372 FE1B05'],
  ['a pattern, all bytes 22', '00962B', '4E138B', '35A611 B31C13 3969E3', '44A01D A235D5 B82BB8'],
  ['a pattern, all bytes 33', 'ADC67D', 'E7C3F4', '7A117F 1F0227 A3869D', '90618D 2B7C4F 4954E6'],
  ['a pattern, all bytes 44', 'E2F243', 'B0E51F', 'A37C22 C6EDC0 D52FCD', 'F6C919 0E5723 989846'],
  ['a pattern, all bytes 55', '0CD7DC', 'F690A7', '4848CE 562C14 5980D8', 'F3966C A8971A 75DC93'],
  ['a pattern, all bytes 66', 'B0B563', 'CA8CED', '510ED0 15A39B 06E729', '2DB6A8 4C2DB4 01CDBC'],
  ['a pattern, all bytes 77', '4CBE91', '9185FD', 'ED753B 5BF818 019450', '2C3F18 2761FE 79302E'],
  ['a pattern, all bytes 88', 'F9F4FB', '4F3971', 'C67D00 4795F1 2AFD7A', '8B4217 4472A6 32A947'],
  ['a pattern, all bytes 99', '0F2FCF', '76534E', '423590 E4D072 9D5310', '9DEF40 5D2E21 6741EE'],
  ['a pattern, all bytes AA', 'C33F45', '59AF4A', 'BAEBC6 12D9DF D44800', '0329FF 54AB0D A30418'],
  ['a pattern, all bytes BB', '39571E', 'DAA33C', 'A754AB 63A6E0 27194A', '2C8596 C38482 56E1A3'],
  ['a pattern, all bytes CC', '18EC38', '56931F', '8C700F 14EB23 014A91', '72AAF1 0FC0DC E943B5'],
  ['a pattern, all bytes DD', 'AF0B68', 'A8BDC6', '532FDE 6D9088 0D54F6', 'D94720 E014EE 70027B'],
  ['a pattern, all bytes EE', '6678BD', 'E492A7', 'D7281D 8754E0 45F4C6', 'C610A5 87C406 42BEC4'],
  ['a pattern, all bytes 01 (zero with odd parity)', '8CA64D', 'DD1BF6', 'B6AEAF 5F88EF 7298CA', '1DF656 30E00F AF9C53'],
  ['a pattern, the text 000…', '40826A', '744ACD', '14CCDE 123F9B 3B8CE2', '5E0533 4832DE 585B59'],
  ['a pattern, the text 111…', '40826A', '744ACD', '10DFC1 07B719 B08ECF', 'BDBA7E D06EAF EBBE2B'],
  ['a pattern, the text AAA…', 'C4B738', '54DA67', '81D6CD 0F3963 2F3155', '1B0691 8AC96C ABF549'],
  ['a pattern, 0123456789ABCDEF repeated', 'D5D44F', '03C815', '79ABC5 76DE42 70DB66', 'E01A5F 9D61CA 97E8EF'],
  ['a pattern, FEDCBA9876543210 repeated', 'A68CDC', '223CA3', 'D0EAE1 89A374 A61F64', 'CB53D6 663EB5 A40259'],
  ['ANSI X9.24-1, base derivation key, and TR-34 annex B', '08D7B4', '0A8245', 'D5C825', '2090A6'],
  ['ANSI X9.24-1, initial key', 'AF8C07', '26A935', '', ''],
  ['a pattern, 0123456789ABCDEF, its reverse and again', '08D7B4', '0A8245', '582CDD', '28BF04'],
  ['NIST SP 800-67, example key', '4EBA73', '297879', '', ''],
  ['a pattern, 0123456789ABCDEF and its rotations', '3FD539', '4FB588', '00CB64', 'E62F35'],
  ['a pattern, FEDCBA9876543210 and its reverse', '7B8358', '3C1B8F', '1BC2DB', 'CF3486'],
  ['ANSI X9.24-3, base derivation key', 'F4C115', '9DEC57', 'ED6429 D9EC3C D48DE7', 'FF0BD7 67AAE1 410EDF'],
  ['ANSI X9.24-3, initial key', '', '', '3FB7FE 201502', '05EF45 3F43B9'],
  ['AWS samples for Payment Cryptography', '3C0A31 9C8552 F5E350 3822D4 C15FFF 946B22 245CB8 A0EFC4 C6B3A9', '53EFDC 4B52A8 94B86F 38D90B A11E79 897E4E 86B312 FD4E38 A47EA2', '9ACB04 46D88C 5C0F6E 8C976B B73C8E 6D12C7 5BF998 EE626C 1B98DC', '9A1B2A B32CFD 614E23 82EA86 FD968B BEF052 988E7F F0C49F 58E823'],
  ['TR-34 annex B, ephemeral key', 'A3DA44', '2683C4', 'B83BE6', '45830B'],
  ['examples of TR-31 and X9.143', 'D1D812 CB9DEA F7BAA8 57C409 2F0EEA F4B08D 11B651 9A4212', '42AA0D 20BD4E 3A39E5 C66363 AC7DE0 1898E5 497D20 7B8C3C', 'F6B825 E5E07C EC46B3', '2A5445 08793E 233155'],
  ['examples of ISO 20038', 'B29D42', '3BB4C8', '78040A', '9E357F'],
  ['Thales key block sample', '', '', 'B3CC91', '1CE35F'],
  ['FIPS 197, NIST SP 800-38A and SP 800-38B', 'DDADA1 894BC3', 'B790EC 8519E6', 'C6A13B 916251 F29000 7DF76B 22452D E568F6', 'BE7ED6 D4FFB8 377822 7AD386 3A072A 1A0B2D'],
  ['NIST SP 800-38B, TDES', 'C8CC74 C7679B', '89DBDD 5F5CF9', '', ''],
  ['a pattern, 00112233… counted up', 'FB0975', '55F84D', 'FDE4FB 20935B B1851E', '53E107 E252AA 16AF1E'],
  ['a pattern, FFEEDDCC… counted down', 'F39C09', 'E20C52', 'EBC958', '485F5C'],
];

/** Every check value of the list, for the test that computes it again from the published keys. */
export interface PublishedCheckValue {
  readonly source: string;
  readonly cipher: 'TDES' | 'AES';
  readonly method: 'ANSI_X9_24' | 'CMAC';
  /** Six upper-case digits. */
  readonly value: string;
}

export const publishedCheckValues: readonly PublishedCheckValue[] = published.flatMap(
  ([source, tdesAnsi, tdesCmac, aesAnsi, aesCmac]) => [
    ...listed(source, 'TDES', 'ANSI_X9_24', tdesAnsi),
    ...listed(source, 'TDES', 'CMAC', tdesCmac),
    ...listed(source, 'AES', 'ANSI_X9_24', aesAnsi),
    ...listed(source, 'AES', 'CMAC', aesCmac),
  ],
);

function listed(
  source: string,
  cipher: PublishedCheckValue['cipher'],
  method: PublishedCheckValue['method'],
  values: string,
): PublishedCheckValue[] {
  return values
    .split(' ')
    .filter((value) => value !== '')
    .map((value) => ({ source, cipher, method, value }));
}

const byValue = new Map<string, PublishedCheckValue[]>();
for (const one of publishedCheckValues) byValue.set(one.value, [...(byValue.get(one.value) ?? []), one]);

/**
 * Where a test key of this check value is published; undefined where none is known, or fewer than six digits are given.
 * @param kcv hexadecimal digits
 * @param algorithm KeyAlgorithm ("TDES_2KEY", "AES_128"); any where it is not known
 * @param method any where it is not known
 */
export function publishedTestKey(
  kcv: string,
  algorithm: string | undefined,
  method?: CheckValue['method'],
): string | undefined {
  const given: CheckValue = { value: kcv, ...(method === undefined ? {} : { method }) };
  return byValue
    .get(kcv.slice(0, fewestDigits).toUpperCase())
    ?.find(
      (one) =>
        (algorithm === undefined || algorithm.startsWith(`${one.cipher}_`)) &&
        compareCheckValues(given, one, algorithm) === 'equal',
    )?.source;
}

export interface TestKeyQuestion {
  readonly target: ServiceTarget;
  /** Accounts in which test keys are at home. */
  readonly testAccounts: readonly string[];
}

/**
 * The warning that a check value is that of a published test key; undefined where it is not, and for services and
 * accounts that are for tests.
 * @param algorithms KeyAlgorithm; several where only unwrapping shows which, none where it is not known
 */
export function testKeyFinding(
  { value, method }: CheckValue,
  algorithms: readonly string[],
  { target, testAccounts }: TestKeyQuestion,
  span?: Span,
): Finding | undefined {
  if (isForTests(target, testAccounts)) return undefined;
  const source = (algorithms.length > 0 ? algorithms : [undefined])
    .map((algorithm) => publishedTestKey(value, algorithm, method))
    .find((one) => one !== undefined);
  return source === undefined
    ? undefined
    : awsCheckValueFinding('aws_known_test_key', span, [value.toUpperCase(), source]);
}

/** The same of a key of the service, as it is after an import. */
export function testKeyWarning(
  { KeyCheckValue, KeyCheckValueAlgorithm, KeyAttributes }: TestableKey,
  question: TestKeyQuestion,
): Finding | undefined {
  if (KeyCheckValue === undefined) return undefined;
  return testKeyFinding(
    {
      value: KeyCheckValue,
      ...(KeyCheckValueAlgorithm === undefined ? {} : { method: KeyCheckValueAlgorithm }),
    },
    [KeyAttributes.KeyAlgorithm],
    question,
  );
}

export type TestableKey = Pick<Key, 'KeyCheckValue' | 'KeyCheckValueAlgorithm' | 'KeyAttributes'>;
