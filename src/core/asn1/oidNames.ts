/**
 * Names of object identifiers that stand in certificates, CMS, key files and payment tokens.
 * Compact on purpose: a prefix, then "arcs name" pairs. Sources: X.509, X.520, RFC 3279, 4055, 5280,
 * 4491, 5480, 5652, 5958, 6960, 7292, 8017, 8018, 8103, 8410, 8692, 9629, 9814, 9881, 9935, 9936, NIST CSOR.
 */
const groups: readonly (readonly [prefix: string, entries: string])[] = [
  [
    '2.5.4',
    '0 objectClass,3 commonName,4 surname,5 serialNumber,6 countryName,7 localityName,8 stateOrProvinceName,' +
      '9 streetAddress,10 organizationName,11 organizationalUnitName,12 title,13 description,15 businessCategory,' +
      '16 postalAddress,17 postalCode,20 telephoneNumber,41 name,42 givenName,43 initials,44 generationQualifier,' +
      '45 x500UniqueIdentifier,46 dnQualifier,65 pseudonym,72 role,97 organizationIdentifier',
  ],
  [
    '2.5.29',
    '9 subjectDirectoryAttributes,14 subjectKeyIdentifier,15 keyUsage,16 privateKeyUsagePeriod,17 subjectAltName,' +
      '18 issuerAltName,19 basicConstraints,20 cRLNumber,21 cRLReason,23 holdInstructionCode,24 invalidityDate,' +
      '27 deltaCRLIndicator,28 issuingDistributionPoint,29 certificateIssuer,30 nameConstraints,' +
      '31 cRLDistributionPoints,32 certificatePolicies,32.0 anyPolicy,33 policyMappings,35 authorityKeyIdentifier,' +
      '36 policyConstraints,37 extKeyUsage,37.0 anyExtendedKeyUsage,46 freshestCRL,54 inhibitAnyPolicy,' +
      '55 targetInformation,56 noRevAvail',
  ],
  ['0.9.2342.19200300.100.1', '1 userId,3 rfc822Mailbox,25 domainComponent'],
  [
    '1.2.840.113549.1.1',
    '1 rsaEncryption,2 md2WithRSAEncryption,3 md4WithRSAEncryption,4 md5WithRSAEncryption,5 sha1WithRSAEncryption,' +
      '7 id-RSAES-OAEP,8 id-mgf1,9 id-pSpecified,10 id-RSASSA-PSS,11 sha256WithRSAEncryption,' +
      '12 sha384WithRSAEncryption,13 sha512WithRSAEncryption,14 sha224WithRSAEncryption,' +
      '15 sha512-224WithRSAEncryption,16 sha512-256WithRSAEncryption',
  ],
  ['1.2.840.113549.1.3', '1 dhKeyAgreement'],
  [
    '1.2.840.113549.1.5',
    '1 pbeWithMD2AndDES-CBC,3 pbeWithMD5AndDES-CBC,10 pbeWithSHA1AndDES-CBC,11 pbeWithSHA1AndRC2-CBC,12 PBKDF2,' +
      '13 PBES2,14 PBMAC1',
  ],
  [
    '1.2.840.113549.1.7',
    '1 data,2 signedData,3 envelopedData,4 signedAndEnvelopedData,5 digestedData,6 encryptedData',
  ],
  [
    '1.2.840.113549.1.9',
    '1 emailAddress,2 unstructuredName,3 contentType,4 messageDigest,5 signingTime,6 countersignature,' +
      '7 challengePassword,8 unstructuredAddress,14 extensionRequest,15 smimeCapabilities,20 friendlyName,' +
      '21 localKeyId,22.1 x509Certificate,22.2 sdsiCertificate,23.1 x509Crl,25.3 randomNonce,25.4 sequenceNumber,' +
      '52 cmsAlgorithmProtection',
  ],
  [
    '1.2.840.113549.1.9.16',
    '1.2 authData,1.4 tSTInfo,1.9 compressedData,1.23 authEnvelopedData,1.24 contentTypeCMSReceipt,2.1 receiptRequest,' +
      '2.4 contentHint,2.11 encrypKeyPref,2.12 signingCertificate,2.14 timeStampToken,2.47 signingCertificateV2,' +
      '3.5 ESDH,3.6 CMS3DESwrap,3.8 zlibCompress,3.9 pwri-KEK,3.14 rsa-KEM,3.17 hss-lms-hashsig,' +
      '3.18 AEAD-ChaCha20-Poly1305,3.28 hkdf-with-sha256,3.29 hkdf-with-sha384,3.30 hkdf-with-sha512,13.3 kemri',
  ],
  [
    '1.2.840.113549.1.12',
    '1.1 pbeWithSHAAnd128BitRC4,1.3 pbeWithSHAAnd3-KeyTripleDES-CBC,1.4 pbeWithSHAAnd2-KeyTripleDES-CBC,' +
      '1.5 pbeWithSHAAnd128BitRC2-CBC,1.6 pbeWithSHAAnd40BitRC2-CBC,10.1.1 keyBag,10.1.2 pkcs8ShroudedKeyBag,' +
      '10.1.3 certBag,10.1.4 crlBag,10.1.5 secretBag,10.1.6 safeContentsBag',
  ],
  [
    '1.2.840.113549.2',
    '2 md2,4 md4,5 md5,7 hmacWithSHA1,8 hmacWithSHA224,9 hmacWithSHA256,10 hmacWithSHA384,11 hmacWithSHA512',
  ],
  ['1.2.840.113549.3', '2 rc2-CBC,4 rc4,7 des-EDE3-CBC'],
  ['1.2.840.10040.4', '1 dsa,3 dsa-with-sha1'],
  [
    '1.2.840.10045',
    '1.1 prime-field,1.2 characteristic-two-field,2.1 ecPublicKey,3.1.1 prime192v1,3.1.7 prime256v1',
  ],
  [
    '1.2.840.10045.4',
    '1 ecdsa-with-SHA1,3.1 ecdsa-with-SHA224,3.2 ecdsa-with-SHA256,3.3 ecdsa-with-SHA384,3.4 ecdsa-with-SHA512',
  ],
  ['1.2.840.10046.2', '1 dhPublicNumber'],
  [
    '1.3.132',
    '0.10 secp256k1,0.33 secp224r1,0.34 secp384r1,0.35 secp521r1,1.12 id-ecDH,1.11.1 dhSinglePass-stdDH-sha256kdf,' +
      '1.11.2 dhSinglePass-stdDH-sha384kdf,1.11.3 dhSinglePass-stdDH-sha512kdf',
  ],
  ['1.3.133.16.840.63.0', '2 dhSinglePass-stdDH-sha1kdf,3 dhSinglePass-cofactorDH-sha1kdf'],
  [
    '1.3.36.3.3.2.8.1.1',
    '1 brainpoolP160r1,2 brainpoolP160t1,3 brainpoolP192r1,4 brainpoolP192t1,5 brainpoolP224r1,6 brainpoolP224t1,' +
      '7 brainpoolP256r1,8 brainpoolP256t1,9 brainpoolP320r1,10 brainpoolP320t1,11 brainpoolP384r1,' +
      '12 brainpoolP384t1,13 brainpoolP512r1,14 brainpoolP512t1',
  ],
  [
    '1.3.132.0',
    '1 sect163k1,3 sect239k1,6 secp112r1,7 secp112r2,8 secp160r1,9 secp160k1,15 sect163r2,16 sect283k1,17 sect283r1,' +
      '26 sect233k1,27 sect233r1,28 secp128r1,29 secp128r2,30 secp160r2,31 secp192k1,32 secp224k1,36 sect409k1,' +
      '37 sect409r1,38 sect571k1,39 sect571r1',
  ],
  // GM/T 0006
  [
    '1.2.156.10197.1',
    '104.1 SM4-ECB,104.2 SM4-CBC,301 SM2,401 SM3,501 SM2 with SM3,502 SM2 with SHA-1,503 SM2 with SHA-256,' +
      '504 RSA with SM3',
  ],
  // RFC 4357, 4491, 9215
  [
    '1.2.643.2.2',
    '3 GOST R 34.10-2001 with GOST R 34.11-94,9 GOST R 34.11-94,19 GOST R 34.10-2001,21 GOST 28147-89,' +
      '30.1 GostR3411-94-CryptoProParamSet,35.0 GostR3410-2001-TestParamSet,35.1 GostR3410-2001-CryptoPro-A,' +
      '35.2 GostR3410-2001-CryptoPro-B,35.3 GostR3410-2001-CryptoPro-C,36.0 GostR3410-2001-CryptoPro-XchA,' +
      '36.1 GostR3410-2001-CryptoPro-XchB',
  ],
  [
    '1.2.643.7.1',
    '1.1.1 GOST R 34.10-2012 256,1.1.2 GOST R 34.10-2012 512,1.2.2 GOST R 34.11-2012 256,1.2.3 GOST R 34.11-2012 512,' +
      '1.3.2 GOST R 34.10-2012 with GOST R 34.11-2012 256,1.3.3 GOST R 34.10-2012 with GOST R 34.11-2012 512,' +
      '2.1.1.1 gost-3410-2012-256-A,2.1.1.2 gost-3410-2012-256-B,2.1.1.3 gost-3410-2012-256-C,' +
      '2.1.1.4 gost-3410-2012-256-D,2.1.2.1 gost-3410-2012-512-A,2.1.2.2 gost-3410-2012-512-B,' +
      '2.1.2.3 gost-3410-2012-512-C',
  ],
  ['1.3.14.3.2', '7 des-CBC,18 sha,26 sha1,29 sha1WithRSASignature'],
  ['1.3.101', '110 X25519,111 X448,112 Ed25519,113 Ed448'],
  [
    '2.16.840.1.101.3.4.1',
    '1 aes128-ECB,2 aes128-CBC,5 aes128-wrap,6 aes128-GCM,7 aes128-CCM,8 aes128-wrap-pad,21 aes192-ECB,' +
      '22 aes192-CBC,25 aes192-wrap,26 aes192-GCM,27 aes192-CCM,28 aes192-wrap-pad,41 aes256-ECB,42 aes256-CBC,' +
      '45 aes256-wrap,46 aes256-GCM,47 aes256-CCM,48 aes256-wrap-pad',
  ],
  [
    '2.16.840.1.101.3.4.2',
    '1 sha256,2 sha384,3 sha512,4 sha224,5 sha512-224,6 sha512-256,7 sha3-224,8 sha3-256,9 sha3-384,10 sha3-512,' +
      '11 shake128,12 shake256',
  ],
  [
    '2.16.840.1.101.3.4.3',
    '1 dsa-with-sha224,2 dsa-with-sha256,3 dsa-with-sha384,4 dsa-with-sha512,10 ecdsa-with-SHA3-256,' +
      '17 ML-DSA-44,18 ML-DSA-65,19 ML-DSA-87,20 SLH-DSA-SHA2-128s,21 SLH-DSA-SHA2-128f,22 SLH-DSA-SHA2-192s,' +
      '23 SLH-DSA-SHA2-192f,24 SLH-DSA-SHA2-256s,25 SLH-DSA-SHA2-256f,26 SLH-DSA-SHAKE-128s,27 SLH-DSA-SHAKE-128f,' +
      '28 SLH-DSA-SHAKE-192s,29 SLH-DSA-SHAKE-192f,30 SLH-DSA-SHAKE-256s,31 SLH-DSA-SHAKE-256f,' +
      '32 HashML-DSA-44-with-SHA512,33 HashML-DSA-65-with-SHA512,34 HashML-DSA-87-with-SHA512',
  ],
  ['2.16.840.1.101.3.4.4', '1 ML-KEM-512,2 ML-KEM-768,3 ML-KEM-1024'],
  [
    '1.3.6.1.5.5.7',
    '1.1 authorityInfoAccess,1.3 qcStatements,1.11 subjectInfoAccess,1.24 tlsFeature,2.1 cps,2.2 unotice,' +
      '48.1 ocsp,48.2 caIssuers,48.3 timeStamping,48.5 caRepository,6.30 RSASSA-PSS-SHAKE128,6.31 RSASSA-PSS-SHAKE256,' +
      '6.32 ecdsa-with-SHAKE128,6.33 ecdsa-with-SHAKE256,8.4 permanentIdentifier,8.5 xmppAddr,8.9 smtpUTF8Mailbox',
  ],
  [
    '1.3.6.1.5.5.7.3',
    '1 serverAuth,2 clientAuth,3 codeSigning,4 emailProtection,5 ipsecEndSystem,6 ipsecTunnel,7 ipsecUser,' +
      '8 timeStamping,9 OCSPSigning,17 ipsecIKE,21 sshClient,22 sshServer,36 documentSigning',
  ],
  [
    '1.3.6.1.5.5.7.48.1',
    '1 basicOCSPResponse,2 ocspNonce,3 ocspCrlReferences,4 ocspResponse,5 ocspNoCheck,6 ocspArchiveCutoff,' +
      '7 ocspServiceLocator,8 ocspPreferredAlgorithms,9 ocspExtendedRevoke',
  ],
  ['1.3.6.1.5.2.3', '4 pkinitClientAuth,5 pkinitKDC'],
  [
    '1.3.6.1.4.1.311',
    '10.3.4 msEFS,17.1 msKeyProviderName,20.2 msCertificateTemplateName,20.2.2 msSmartcardLogin,20.2.3 msUserPrincipalName,' +
      '21.1 msCAVersion,21.7 msCertificateTemplate,21.10 msApplicationPolicies,2.1.14 msCertExtensions,60.2.1.1 jurisdictionLocality,' +
      '60.2.1.2 jurisdictionStateOrProvince,60.2.1.3 jurisdictionCountry',
  ],
  ['1.3.6.1.4.1.11129.2.4', '2 signedCertificateTimestamps,3 ctPoison,5 ocspSignedCertificateTimestamps'],
  [
    '2.16.840.1.113730.1',
    '1 netscapeCertType,2 netscapeBaseUrl,3 netscapeRevocationUrl,4 netscapeCaRevocationUrl,7 netscapeRenewalUrl,' +
      '8 netscapeCaPolicyUrl,12 netscapeSslServerName,13 netscapeComment',
  ],
  ['1.2.840.10040.2', '1 holdInstructionNone,2 holdInstructionCallIssuer,3 holdInstructionReject'],
  ['1.3.6.1.5.5.7.9', '1 dateOfBirth,2 placeOfBirth,3 gender,4 countryOfCitizenship,5 countryOfResidence'],
  ['1.3.6.1.5.5.7.11', '1 pkixQCSyntax-v1,2 pkixQCSyntax-v2'],
  [
    '0.4.0.1862.1',
    '1 qcCompliance,2 qcLimitValue,3 qcRetentionPeriod,4 qcSSCD,5 qcPDS,6 qcType,6.1 qcTypeSign,6.2 qcTypeSeal,' +
      '6.3 qcTypeWeb,7 qcCClegislation',
  ],
  ['0.4.0.19495', '1.1 PSP_AS,1.2 PSP_PI,1.3 PSP_AI,1.4 PSP_IC,2 qcPsd2'],
  ['0.4.0.194121.1', '1 semanticsNatural,2 semanticsLegal,3 eidasNatural,4 eidasLegal'],
  ['2.23.140.1', '1 evGuidelines,2.1 domainValidated,2.2 organizationValidated,2.3 individualValidated'],
  ['2.23.140', '1.31 cabfTorServiceDescriptor,3.1 cabfOrganizationIdentifier'],
];

let names: Map<string, string> | undefined;
let values: Map<string, string> | undefined;

function tables(): { names: Map<string, string>; values: Map<string, string> } {
  if (names && values) return { names, values };
  names = new Map();
  values = new Map();
  for (const [prefix, entries] of groups) {
    for (const entry of entries.split(/,(?=[\d.]+ )/)) {
      const space = entry.indexOf(' ');
      const oid = `${prefix}.${entry.slice(0, space)}`;
      const name = entry.slice(space + 1);
      names.set(oid, name);
      if (!values.has(name)) values.set(name, oid);
    }
  }
  return { names, values };
}

/** "sha256WithRSAEncryption" for "1.2.840.113549.1.1.11"; undefined where no table has it. */
export function oidName(oid: string): string | undefined {
  return tables().names.get(oid);
}

/** The other way; undefined where no table has the name. */
export function oidByName(name: string): string | undefined {
  return tables().values.get(name);
}
