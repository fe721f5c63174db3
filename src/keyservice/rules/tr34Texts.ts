import { doubt, error, type FindingCode, findingTable, info, warning } from '../../core/findings';

const importing = 'AWS Payment Cryptography user guide, Import keys';
const block = 'AWS Payment Cryptography API reference, ImportTr34KeyBlock';
const samples = 'AWS samples for Payment Cryptography, key exchange';
const strength = 'AWS Payment Cryptography user guide, keys-importexport, strength table';

/** Every rule on TR-34 tokens: severity, English template, source. Documented: error; inferred: warning. */
export const awsTr34Finding = findingTable('AWS Payment Cryptography: TR-34 tokens', {
  aws_tr34_kind: error('AWS imports key tokens (KT_KDH); this is {0}.', importing),
  aws_tr34_not_hex: error(
    'WrappedKeyBlock is the token as upper-case hex digits and nothing else; this is {0}. Convert it first.',
    block,
  ),
  aws_tr34_lower_case: error(
    'WrappedKeyBlock takes upper-case hex digits only. Write the digits in upper case.',
    block,
  ),
  aws_tr34_size: error('WrappedKeyBlock takes {0} characters ({1} bytes); this token has {2}. {3}', block),
  aws_tr34_nonce_missing: error(
    'A two-pass token needs RandomNonce in the call: the operation fails without it. Its random number is {0}.',
    block,
  ),
  aws_tr34_nonce_form: error(
    'RandomNonce takes 16 to 32 hex digits, an even number of them; this one has {0} characters.',
    block,
  ),
  aws_tr34_nonce_length: error(
    'The random number of this token has {0} bytes; RandomNonce takes 8 to 16.',
    block,
  ),
  aws_tr34_nonce_differs: error('RandomNonce is {0}, the token was made for {1}.', block),
  aws_tr34_one_pass: doubt(
    'This token is one-pass. The guide names two-pass tokens only; the API leaves RandomNonce out. Whether a one-pass token is taken is not documented.',
    importing,
  ),
  aws_tr34_fresh_missing: error(
    'The token is neither one-pass nor two-pass: nothing makes it fresh.',
    importing,
  ),
  aws_tr34_certificate_form: error(
    'SigningKeyCertificate is base64 of the PEM text (it begins with LS0tLS1CRUdJTi); this is {0}.',
    importing,
  ),
  aws_tr34_certificate_other: error(
    'SigningKeyCertificate is that of "{0}"; the token is signed by {1}.',
    block,
  ),
  aws_tr34_envelope: doubt(
    'The envelope is written with its SEQUENCE header, as CMS. AWS documents TR-34:2012 non-CMS (Diebold), whose samples leave it out; whether this form is taken is not documented. payShield output needs it taken off.',
    importing,
  ),
  aws_tr34_form: doubt(
    '{0}: {1} The tokens of AWS’s samples are otherwise; whether this form is taken is not documented.',
    samples,
  ),
  aws_tr34_crl: warning(
    'A CRL is inside. The tokens of AWS’s samples carry none, and it counts against the 2048 bytes.',
    samples,
  ),
  aws_tr34_futurex: info(
    'The form is that of Futurex, which AWS’s samples send on as it comes from the HSM.',
    samples,
  ),
  aws_tr34_profile: info('The form is TR-34:2012 non-CMS (Diebold), the one AWS documents.', importing),
  aws_tr34_wrapping_weak: error(
    'A key {0} may not travel under {1}: take wrapping parameters with {2}.',
    strength,
  ),
  aws_tr34_wrapping_limits: warning(
    'Under {0} only {1} may travel; the header does not say which AES key this is.',
    strength,
  ),
  aws_tr34_wrapping_size: error(
    'The ephemeral key is wrapped for {0}; AWS hands out RSA 2048, 3072 and 4096.',
    block,
  ),
  aws_tr34_cipher: doubt(
    'The key block is encrypted with {0}. AWS’s samples use TDES for TDES keys and AES-128 for AES keys.',
    samples,
  ),
  aws_tr34_damaged: error('The token is not sound: {0}', block),
});

export type AwsTr34Rule = FindingCode<typeof awsTr34Finding>;
