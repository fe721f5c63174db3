/** Test keys that standards and vendors publish, with where: the table of known check values is made of these. */
export interface PublishedKey {
  readonly source: string;
  /** Hexadecimal digits. */
  readonly key: string;
  /** Ciphers that take it; both where the length leaves it open. */
  readonly ciphers?: readonly ('TDES' | 'AES')[];
}

const awsSamples = 'AWS samples for Payment Cryptography';
const x9143 = 'examples of TR-31 and X9.143';
const iso20038 = 'examples of ISO 20038';
const fips197 = 'FIPS 197, NIST SP 800-38A and SP 800-38B';
const tdes = ['TDES'] as const;
const aes = ['AES'] as const;

/** A few octets over and over: 16 and 24 bytes, and 32 for AES; a TDES key of 24 such bytes is that of 8. */
function repeated(source: string, pattern: string): PublishedKey[] {
  return [16, 24, 32].map((bytes) => ({
    source,
    key: pattern.repeat((bytes * 2) / pattern.length),
    ...(bytes === 32 ? { ciphers: aes } : {}),
  }));
}

const nibbles = Array.from('123456789ABCDE').flatMap((digit) =>
  repeated(`a pattern, all bytes ${digit}${digit}`, digit + digit),
);

export const publishedKeys: readonly PublishedKey[] = [
  ...repeated('all bits zero', '00'),
  ...repeated('all bits one', 'FF'),
  ...nibbles,
  ...repeated('a pattern, all bytes 01 (zero with odd parity)', '01'),
  ...repeated('a pattern, the text 000…', '30'),
  ...repeated('a pattern, the text 111…', '31'),
  ...repeated('a pattern, the text AAA…', '41'),
  ...repeated('a pattern, 0123456789ABCDEF repeated', '0123456789ABCDEF'),
  ...repeated('a pattern, FEDCBA9876543210 repeated', 'FEDCBA9876543210'),
  { source: 'ANSI X9.24-1, base derivation key, and TR-34 annex B', key: '0123456789ABCDEFFEDCBA9876543210' },
  { source: 'ANSI X9.24-1, initial key', key: '6AC292FAA1315B4D858AB3A3D7D5933A', ciphers: tdes },
  {
    source: 'a pattern, 0123456789ABCDEF, its reverse and again',
    key: '0123456789ABCDEFFEDCBA98765432100123456789ABCDEF',
  },
  {
    source: 'NIST SP 800-67, example key',
    key: '0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123',
    ciphers: tdes,
  },
  {
    source: 'a pattern, 0123456789ABCDEF and its rotations',
    key: '0123456789ABCDEFFEDCBA987654321089ABCDEF01234567',
  },
  { source: 'a pattern, FEDCBA9876543210 and its reverse', key: 'FEDCBA98765432100123456789ABCDEF' },
  { source: 'ANSI X9.24-3, base derivation key', key: 'FEDCBA9876543210F1F1F1F1F1F1F1F1' },
  {
    source: 'ANSI X9.24-3, base derivation key',
    key: 'FEDCBA9876543210F1F1F1F1F1F1F1F1FEDCBA9876543210',
    ciphers: aes,
  },
  {
    source: 'ANSI X9.24-3, base derivation key',
    key: 'FEDCBA9876543210F1F1F1F1F1F1F1F1FEDCBA9876543210F1F1F1F1F1F1F1F1',
    ciphers: aes,
  },
  { source: 'ANSI X9.24-3, initial key', key: '1273671EA26AC29AFA4D1084127652A1', ciphers: aes },
  {
    source: 'ANSI X9.24-3, initial key',
    key: 'CE9CE0C101D1138F97FB6CAD4DF045A7083D4EAE2D35A31789D01CCF0949550F',
    ciphers: aes,
  },
  { source: awsSamples, key: '79ADAEF3212AADCE312ACE422ACCFEFB' },
  { source: awsSamples, key: '8A8349794C9EE9A4C2927098F249FED6' },
  { source: awsSamples, key: 'BA6DCE7F5E54F2A7CE45C41A64838C70' },
  { source: awsSamples, key: '545E2AADFD5EC42F2F5BE5E3ADC75E9B' },
  { source: awsSamples, key: '545E2AADFD5EC42F2F5BE5E3ADC75E9B290252A1A219B380' },
  { source: awsSamples, key: '75BDAEF54587CAE6563A5CE57B4B9F9F' },
  { source: awsSamples, key: '6786D3D6F2266E19B67302438ACE7551' },
  { source: awsSamples, key: '27D43AA69D27D1B1BDD1E0D272392E1F1934E7B3DD352D09' },
  { source: awsSamples, key: '9A258BD009C508667F11A04301C6D4EC' },
  { source: 'TR-34 annex B, ephemeral key', key: '0123456789ABCDEFFEDCBA9876543210FFEEDDCCBBAA9988' },
  { source: x9143, key: '89E88CF7931444F334BD7547FC3F380C', ciphers: tdes },
  { source: x9143, key: 'F039121BEC83D26B169BDCD5B22AAF8F' },
  { source: x9143, key: 'DD7515F2BFC17F85CE48F3CA25CB21F6', ciphers: tdes },
  { source: x9143, key: '3F419E1CB7079442AA37474C2EFBF8B8' },
  { source: x9143, key: 'B8ED59E0A279A295E9F5ED7944FD06B9', ciphers: tdes },
  { source: x9143, key: 'EDB380DD340BC2620247D445F5B8D678', ciphers: tdes },
  { source: x9143, key: '1D22BF32387C600AD97F9B97A51311AC', ciphers: tdes },
  { source: x9143, key: 'E8BC63E5479455E26577F715D587FE68', ciphers: tdes },
  {
    source: x9143,
    key: '88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6',
    ciphers: aes,
  },
  {
    source: iso20038,
    key: '3235362D62697420414553207772617070696E67202849534F20323030333829',
    ciphers: aes,
  },
  { source: iso20038, key: '777261707065642033444553206B6579', ciphers: tdes },
  { source: 'Thales key block sample', key: 'FED02F85DF1989F76E4F15BC370764CE', ciphers: aes },
  { source: fips197, key: '000102030405060708090A0B0C0D0E0F' },
  { source: fips197, key: '000102030405060708090A0B0C0D0E0F1011121314151617' },
  {
    source: fips197,
    key: '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',
    ciphers: aes,
  },
  { source: fips197, key: '2B7E151628AED2A6ABF7158809CF4F3C', ciphers: aes },
  { source: fips197, key: '8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B', ciphers: aes },
  {
    source: fips197,
    key: '603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4',
    ciphers: aes,
  },
  { source: 'NIST SP 800-38B, TDES', key: '8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5', ciphers: tdes },
  { source: 'NIST SP 800-38B, TDES', key: '4CF15134A2850DD58A3D10BA80570D38', ciphers: tdes },
  { source: 'a pattern, 00112233… counted up', key: '00112233445566778899AABBCCDDEEFF' },
  {
    source: 'a pattern, 00112233… counted up',
    key: '00112233445566778899AABBCCDDEEFF0011223344556677',
  },
  {
    source: 'a pattern, 00112233… counted up',
    key: '00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF',
    ciphers: aes,
  },
  { source: 'a pattern, FFEEDDCC… counted down', key: 'FFEEDDCCBBAA99887766554433221100' },
];
