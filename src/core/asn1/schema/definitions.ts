/**
 * The structures that a key custodian meets, in the notation of `language.ts`. From RFC 5280, 5755, 2986,
 * 5652, 5083, 9629, 8017, 5958, 5915, 7292, 6960, 3161, 8018, 5480; the TR-34 ones as observed.
 */
import type { Definitions } from './language';
import { parseDefinitions } from './language';

const basics = `
AlgorithmIdentifier = SEQ { algorithm OID, parameters BY Parameters ? }
Parameters TABLE {
  id-RSASSA-PSS PssParameters, id-RSAES-OAEP OaepParameters, ecPublicKey EcParameters, id-ecDH EcParameters,
  id-mgf1 AlgorithmIdentifier, PBES2 Pbes2, PBKDF2 Pbkdf2, pwri-KEK AlgorithmIdentifier, dsa DsaParameters,
  aes128-GCM Gcm, aes192-GCM Gcm, aes256-GCM Gcm,
  dhSinglePass-stdDH-sha1kdf AlgorithmIdentifier, dhSinglePass-stdDH-sha256kdf AlgorithmIdentifier,
  dhSinglePass-stdDH-sha384kdf AlgorithmIdentifier, dhSinglePass-stdDH-sha512kdf AlgorithmIdentifier,
  pbeWithSHAAnd3-KeyTripleDES-CBC PbeParameters, pbeWithSHAAnd40BitRC2-CBC PbeParameters
}
PssParameters = SEQ { hashAlgorithm [0] EXPLICIT AlgorithmIdentifier ?, maskGenAlgorithm [1] EXPLICIT AlgorithmIdentifier ?,
  saltLength [2] EXPLICIT INTEGER ?, trailerField [3] EXPLICIT INTEGER ? }
OaepParameters = CHOICE { tagged SEQ { hashAlgorithm [0] EXPLICIT AlgorithmIdentifier ?,
    maskGenAlgorithm [1] EXPLICIT AlgorithmIdentifier ?, pSourceAlgorithm [2] EXPLICIT AlgorithmIdentifier ? },
  untagged SEQ { hashAlgorithm AlgorithmIdentifier, maskGenAlgorithm AlgorithmIdentifier, pSourceAlgorithm AlgorithmIdentifier ? } }
EcParameters = CHOICE { namedCurve OID, implicitCurve NULL, specifiedCurve SEQ { version INTEGER,
  fieldID SEQ { fieldType OID, parameters ANY }, curve SEQ { a OCTETS, b OCTETS, seed BITS ? }, base OCTETS, order INTEGER, cofactor INTEGER ? } }
DsaParameters = SEQ { p INTEGER, q INTEGER, g INTEGER }
DhParameters = SEQ { prime INTEGER, base INTEGER, privateValueLength INTEGER ? }
X942DhParameters = SEQ { p INTEGER, g INTEGER, q INTEGER, j INTEGER ?, validationParms SEQ { seed BITS, pgenCounter INTEGER } ? }
DsaSignature = SEQ { r INTEGER, s INTEGER }
Gcm = SEQ { nonce OCTETS, icvLength INTEGER ? }
Pbes2 = SEQ { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }
Pbkdf2 = SEQ { salt OCTETS, iterationCount INTEGER, keyLength INTEGER ?, prf AlgorithmIdentifier ? }
PbeParameters = SEQ { salt OCTETS, iterations INTEGER }
Name = SEQ OF RelativeDistinguishedName
RelativeDistinguishedName = SET OF AttributeTypeAndValue
AttributeTypeAndValue = SEQ { type OID, value ANY }
Attribute = SEQ { type OID, values BY AttributeValues ELSE SET OF ANY }
AttributeValues TABLE {
  contentType SET OF OID, messageDigest SET OF OCTETS, signingTime SET OF TIME, randomNonce SET OF OCTETS, data SET OF OCTETS,
  extensionRequest SET OF Extensions, countersignature SET OF SignerInfo, timeStampToken SET OF ContentInfo
}
SubjectPublicKeyInfo = SEQ { algorithm AlgorithmIdentifier, subjectPublicKey BY PublicKeys ELSE BITS }
PublicKeys TABLE { rsaEncryption BITS OF RSAPublicKey, id-RSASSA-PSS BITS OF RSAPublicKey, id-RSAES-OAEP BITS OF RSAPublicKey, dsa BITS OF INTEGER }
RSAPublicKey = SEQ { modulus INTEGER, publicExponent INTEGER }
SignatureBits = CHOICE { ecdsa BITS OF EcdsaSignature, plain BITS }
EcdsaSignature = SEQ { r INTEGER, s INTEGER }
IssuerAndSerialNumber = SEQ { issuer Name, serialNumber INTEGER }
GeneralNames = SEQ OF GeneralName
GeneralName = CHOICE { otherName [0] SEQ { typeID OID, value [0] EXPLICIT ANY }, rfc822Name [1] STRING, dNSName [2] STRING,
  x400Address [3] ANY, directoryName [4] EXPLICIT Name, ediPartyName [5] ANY, uniformResourceIdentifier [6] STRING,
  iPAddress [7] OCTETS, registeredID [8] OID }
`;

const x509 = `
Certificate = SEQ { tbsCertificate TBSCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue SignatureBits }
TBSCertificate = SEQ { version [0] EXPLICIT INTEGER ?, serialNumber INTEGER, signature AlgorithmIdentifier, issuer Name,
  validity Validity, subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo, issuerUniqueID [1] BITS ?, subjectUniqueID [2] BITS ?,
  extensions [3] EXPLICIT Extensions ? }
Validity = SEQ { notBefore TIME, notAfter TIME }
Extensions = SEQ OF Extension
Extension = SEQ { extnID OID, critical BOOLEAN ?, extnValue BY ExtensionValues ELSE OCTETS }
ExtensionValues TABLE {
  basicConstraints OCTETS OF BasicConstraints, keyUsage OCTETS OF BITS, subjectKeyIdentifier OCTETS OF OCTETS,
  authorityKeyIdentifier OCTETS OF AuthorityKeyIdentifier, extKeyUsage OCTETS OF ExtKeyUsage,
  subjectAltName OCTETS OF GeneralNames, issuerAltName OCTETS OF GeneralNames, certificateIssuer OCTETS OF GeneralNames,
  cRLDistributionPoints OCTETS OF DistributionPoints, freshestCRL OCTETS OF DistributionPoints,
  issuingDistributionPoint OCTETS OF IssuingDistributionPoint,
  authorityInfoAccess OCTETS OF InfoAccess, subjectInfoAccess OCTETS OF InfoAccess, certificatePolicies OCTETS OF Policies,
  policyMappings OCTETS OF PolicyMappings, policyConstraints OCTETS OF PolicyConstraints, inhibitAnyPolicy OCTETS OF INTEGER,
  nameConstraints OCTETS OF NameConstraints, cRLNumber OCTETS OF INTEGER, deltaCRLIndicator OCTETS OF INTEGER,
  cRLReason OCTETS OF ENUM, invalidityDate OCTETS OF TIME, holdInstructionCode OCTETS OF OID, privateKeyUsagePeriod OCTETS OF UsagePeriod,
  signedCertificateTimestamps OCTETS OF OCTETS, netscapeCertType OCTETS OF BITS, netscapeComment OCTETS OF STRING,
  ocspNoCheck OCTETS OF NULL, noRevAvail OCTETS OF NULL, ocspNonce OCTETS OF OCTETS
}
BasicConstraints = SEQ { cA BOOLEAN ?, pathLenConstraint INTEGER ? }
AuthorityKeyIdentifier = SEQ { keyIdentifier [0] OCTETS ?, authorityCertIssuer [1] GeneralNames ?, authorityCertSerialNumber [2] INTEGER ? }
ExtKeyUsage = SEQ OF OID
DistributionPoints = SEQ OF DistributionPoint
DistributionPoint = SEQ { distributionPoint [0] EXPLICIT DistributionPointName ?, reasons [1] BITS ?, cRLIssuer [2] GeneralNames ? }
DistributionPointName = CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName }
IssuingDistributionPoint = SEQ { distributionPoint [0] EXPLICIT DistributionPointName ?, onlyContainsUserCerts [1] BOOLEAN ?,
  onlyContainsCACerts [2] BOOLEAN ?, onlySomeReasons [3] BITS ?, indirectCRL [4] BOOLEAN ?, onlyContainsAttributeCerts [5] BOOLEAN ? }
InfoAccess = SEQ OF AccessDescription
AccessDescription = SEQ { accessMethod OID, accessLocation GeneralName }
Policies = SEQ OF PolicyInformation
PolicyInformation = SEQ { policyIdentifier OID, policyQualifiers SEQ OF PolicyQualifier ? }
PolicyQualifier = SEQ { policyQualifierId OID, qualifier ANY }
PolicyMappings = SEQ OF PolicyMapping
PolicyMapping = SEQ { issuerDomainPolicy OID, subjectDomainPolicy OID }
PolicyConstraints = SEQ { requireExplicitPolicy [0] INTEGER ?, inhibitPolicyMapping [1] INTEGER ? }
NameConstraints = SEQ { permittedSubtrees [0] GeneralSubtrees ?, excludedSubtrees [1] GeneralSubtrees ? }
GeneralSubtrees = SEQ OF GeneralSubtree
GeneralSubtree = SEQ { base GeneralName, minimum [0] INTEGER ?, maximum [1] INTEGER ? }
UsagePeriod = SEQ { notBefore [0] TIME ?, notAfter [1] TIME ? }
CertificateList = SEQ { tbsCertList TBSCertList, signatureAlgorithm AlgorithmIdentifier, signatureValue SignatureBits }
TBSCertList = SEQ { version INTEGER ?, signature AlgorithmIdentifier, issuer Name, thisUpdate TIME, nextUpdate TIME ?,
  revokedCertificates SEQ OF RevokedCertificate ?, crlExtensions [0] EXPLICIT Extensions ? }
RevokedCertificate = SEQ { userCertificate INTEGER, revocationDate TIME, crlEntryExtensions Extensions ? }
AttributeCertificate = SEQ { acinfo AttributeCertificateInfo, signatureAlgorithm AlgorithmIdentifier, signatureValue SignatureBits }
AttributeCertificateInfo = SEQ { version INTEGER, holder Holder, issuer AttCertIssuer, signature AlgorithmIdentifier,
  serialNumber INTEGER, attrCertValidityPeriod AttCertValidity, attributes SEQ OF Attribute, issuerUniqueID BITS ?, extensions Extensions ? }
Holder = SEQ { baseCertificateID [0] IssuerSerial ?, entityName [1] GeneralNames ?, objectDigestInfo [2] SEQ {
  digestedObjectType ENUM, otherObjectTypeID OID ?, digestAlgorithm AlgorithmIdentifier, objectDigest BITS } ? }
IssuerSerial = SEQ { issuer GeneralNames, serial INTEGER, issuerUID BITS ? }
AttCertIssuer = CHOICE { v2Form [0] SEQ { issuerName GeneralNames ?, baseCertificateID [0] IssuerSerial ?, objectDigestInfo [1] ANY ? },
  v1Form GeneralNames }
AttCertValidity = SEQ { notBeforeTime TIME, notAfterTime TIME }
CertificationRequest = SEQ { certificationRequestInfo CertificationRequestInfo, signatureAlgorithm AlgorithmIdentifier, signature SignatureBits }
CertificationRequestInfo = SEQ { version INTEGER, subject Name, subjectPKInfo SubjectPublicKeyInfo, attributes [0] SET OF Attribute ? }
`;

const cms = `
ContentInfo = SEQ { contentType OID, content [0] EXPLICIT BY Contents ? }
Contents TABLE { data OCTETS, signedData SignedData, envelopedData EnvelopedData, encryptedData EncryptedData,
  digestedData DigestedData, authData AuthenticatedData, authEnvelopedData AuthEnvelopedData, compressedData CompressedData }
EmbeddedContents TABLE { data OCTETS, signedData OCTETS OF SignedData, envelopedData OCTETS OF EnvelopedData,
  encryptedData OCTETS OF EncryptedData, tSTInfo OCTETS OF TSTInfo }
SignedData = SEQ { version INTEGER, digestAlgorithms SET OF AlgorithmIdentifier, encapContentInfo EncapsulatedContentInfo,
  certificates [0] SET OF CertificateChoice ?, crls [1] SET OF RevocationChoice ?, signerInfos SET OF SignerInfo }
EncapsulatedContentInfo = SEQ { eContentType OID, eContent [0] EXPLICIT BY EmbeddedContents ELSE ANY ? }
CertificateChoice = CHOICE { certificate Certificate, extendedCertificate [0] ANY, v1AttrCert [1] ANY, v2AttrCert [2] AttributeCertificate, other [3] ANY }
RevocationChoice = CHOICE { crl CertificateList, other [1] ANY }
SignerInfo = SEQ { version INTEGER, sid SignerIdentifier, digestAlgorithm AlgorithmIdentifier, signedAttrs [0] SET OF Attribute ?,
  signatureAlgorithm AlgorithmIdentifier, signature OCTETS, unsignedAttrs [1] SET OF Attribute ? }
SignerIdentifier = CHOICE { issuerAndSerialNumber IssuerAndSerialNumber, subjectKeyIdentifier [0] OCTETS }
EnvelopedData = SEQ { version INTEGER, originatorInfo [0] OriginatorInfo ?, recipientInfos SET OF RecipientInfo,
  encryptedContentInfo EncryptedContentInfo, unprotectedAttrs [1] SET OF Attribute ? }
OriginatorInfo = SEQ { certs [0] SET OF CertificateChoice ?, crls [1] SET OF RevocationChoice ? }
EncryptedContentInfo = SEQ { contentType OID, contentEncryptionAlgorithm CipherIdentifier, encryptedContent [0] OCTETS ? }
-- TR-34 samples put the content inside the algorithm.
CipherIdentifier = SEQ { algorithm OID, parameters BY Parameters ?, encryptedContent [0] OCTETS ? }
RecipientInfo = CHOICE { ktri KeyTransRecipientInfo, kari [1] KeyAgreeRecipientInfo, kekri [2] KEKRecipientInfo,
  pwri [3] PasswordRecipientInfo, ori [4] OtherRecipientInfo }
KeyTransRecipientInfo = SEQ { version INTEGER, rid SignerIdentifier, keyEncryptionAlgorithm AlgorithmIdentifier, encryptedKey OCTETS }
KeyAgreeRecipientInfo = SEQ { version INTEGER, originator [0] EXPLICIT Originator, ukm [1] EXPLICIT OCTETS ?,
  keyEncryptionAlgorithm AlgorithmIdentifier, recipientEncryptedKeys SEQ OF RecipientEncryptedKey }
Originator = CHOICE { issuerAndSerialNumber IssuerAndSerialNumber, subjectKeyIdentifier [0] OCTETS, originatorKey [1] OriginatorKey }
OriginatorKey = SEQ { algorithm AlgorithmIdentifier, publicKey BITS }
RecipientEncryptedKey = SEQ { rid KeyAgreeRecipientIdentifier, encryptedKey OCTETS }
KeyAgreeRecipientIdentifier = CHOICE { issuerAndSerialNumber IssuerAndSerialNumber, rKeyId [0] RecipientKeyIdentifier }
RecipientKeyIdentifier = SEQ { subjectKeyIdentifier OCTETS, date TIME ?, other ANY ? }
KEKRecipientInfo = SEQ { version INTEGER, kekid KEKIdentifier, keyEncryptionAlgorithm AlgorithmIdentifier, encryptedKey OCTETS }
KEKIdentifier = SEQ { keyIdentifier OCTETS, date TIME ?, other ANY ? }
PasswordRecipientInfo = SEQ { version INTEGER, keyDerivationAlgorithm [0] AlgorithmIdentifier ?, keyEncryptionAlgorithm AlgorithmIdentifier, encryptedKey OCTETS }
OtherRecipientInfo = SEQ { oriType OID, oriValue BY OtherRecipients }
OtherRecipients TABLE { kemri KEMRecipientInfo }
KEMRecipientInfo = SEQ { version INTEGER, rid SignerIdentifier, kem AlgorithmIdentifier, kemct OCTETS, kdf AlgorithmIdentifier,
  kekLength INTEGER, ukm [0] EXPLICIT OCTETS ?, wrap AlgorithmIdentifier, encryptedKey OCTETS }
EncryptedData = SEQ { version INTEGER, encryptedContentInfo EncryptedContentInfo, unprotectedAttrs [1] SET OF Attribute ? }
DigestedData = SEQ { version INTEGER, digestAlgorithm AlgorithmIdentifier, encapContentInfo EncapsulatedContentInfo, digest OCTETS }
AuthenticatedData = SEQ { version INTEGER, originatorInfo [0] OriginatorInfo ?, recipientInfos SET OF RecipientInfo,
  macAlgorithm AlgorithmIdentifier, digestAlgorithm [1] AlgorithmIdentifier ?, encapContentInfo EncapsulatedContentInfo,
  authAttrs [2] SET OF Attribute ?, mac OCTETS, unauthAttrs [3] SET OF Attribute ? }
AuthEnvelopedData = SEQ { version INTEGER, originatorInfo [0] OriginatorInfo ?, recipientInfos SET OF RecipientInfo,
  authEncryptedContentInfo EncryptedContentInfo, authAttrs [1] SET OF Attribute ?, mac OCTETS, unauthAttrs [2] SET OF Attribute ? }
CompressedData = SEQ { version INTEGER, compressionAlgorithm AlgorithmIdentifier, encapContentInfo EncapsulatedContentInfo }
-- TR-34: the random number token, and the key block that an envelope holds.
RandomNumberToken = SEQ { type OID(randomNonce), values SET OF OCTETS }
Tr34KeyBlock = SEQ { version INTEGER, idKDH IssuerAndSerialNumber, clearKey OCTETS, keyBlockHeader KeyBlockHeader }
KeyBlockHeader = CHOICE { attribute Attribute, octets OCTETS }
`;

const keys = `
RSAPrivateKey = SEQ { version INTEGER, modulus INTEGER, publicExponent INTEGER, privateExponent INTEGER, prime1 INTEGER, prime2 INTEGER,
  exponent1 INTEGER, exponent2 INTEGER, coefficient INTEGER, otherPrimeInfos ANY ? }
DSAPrivateKey = SEQ { version INTEGER, p INTEGER, q INTEGER, g INTEGER, publicKey INTEGER, privateKey INTEGER }
ECPrivateKey = SEQ { version INTEGER, privateKey OCTETS, parameters [0] EXPLICIT EcParameters ?, publicKey [1] EXPLICIT BITS ? }
PrivateKeyInfo = SEQ { version INTEGER, privateKeyAlgorithm AlgorithmIdentifier, privateKey BY PrivateKeys ELSE OCTETS, attributes [0] SET OF Attribute ?, publicKey [1] BITS ? }
PrivateKeys TABLE { rsaEncryption OCTETS OF RSAPrivateKey, id-RSASSA-PSS OCTETS OF RSAPrivateKey, ecPublicKey OCTETS OF ECPrivateKey,
  Ed25519 OCTETS OF OCTETS, Ed448 OCTETS OF OCTETS, X25519 OCTETS OF OCTETS, X448 OCTETS OF OCTETS, dsa OCTETS OF INTEGER }
EncryptedPrivateKeyInfo = SEQ { encryptionAlgorithm AlgorithmIdentifier, encryptedData OCTETS }
PFX = SEQ { version INTEGER, authSafe PfxContent, macData MacData ? }
PfxContent = SEQ { contentType OID, content [0] EXPLICIT BY PfxContents }
PfxContents TABLE { data OCTETS OF AuthenticatedSafe, signedData SignedData }
AuthenticatedSafe = SEQ OF SafeInfo
SafeInfo = SEQ { contentType OID, content [0] EXPLICIT BY SafeContents }
SafeContents TABLE { data OCTETS OF SafeBags, encryptedData EncryptedData, envelopedData EnvelopedData }
SafeBags = SEQ OF SafeBag
SafeBag = SEQ { bagId OID, bagValue [0] EXPLICIT BY Bags, bagAttributes SET OF Attribute ? }
Bags TABLE { keyBag PrivateKeyInfo, pkcs8ShroudedKeyBag EncryptedPrivateKeyInfo, certBag CertBag, safeContentsBag SafeBags }
CertBag = SEQ { certId OID, certValue [0] EXPLICIT BY CertBags }
CertBags TABLE { x509Certificate OCTETS OF Certificate }
MacData = SEQ { mac DigestInfo, macSalt OCTETS, iterations INTEGER ? }
DigestInfo = SEQ { digestAlgorithm AlgorithmIdentifier, digest OCTETS }
`;

const services = `
OCSPResponse = SEQ { responseStatus ENUM, responseBytes [0] EXPLICIT ResponseBytes ? }
ResponseBytes = SEQ { responseType OID, response BY OcspResponses }
OcspResponses TABLE { basicOCSPResponse OCTETS OF BasicOCSPResponse }
BasicOCSPResponse = SEQ { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier, signature SignatureBits, certs [0] EXPLICIT SEQ OF Certificate ? }
ResponseData = SEQ { version [0] EXPLICIT INTEGER ?, responderID ResponderID, producedAt TIME, responses SEQ OF SingleResponse, responseExtensions [1] EXPLICIT Extensions ? }
ResponderID = CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTETS }
SingleResponse = SEQ { certID CertID, certStatus CertStatus, thisUpdate TIME, nextUpdate [0] EXPLICIT TIME ?, singleExtensions [1] EXPLICIT Extensions ? }
CertID = SEQ { hashAlgorithm AlgorithmIdentifier, issuerNameHash OCTETS, issuerKeyHash OCTETS, serialNumber INTEGER }
CertStatus = CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL }
RevokedInfo = SEQ { revocationTime TIME, revocationReason [0] EXPLICIT ENUM ? }
OCSPRequest = SEQ { tbsRequest TBSRequest, optionalSignature [0] EXPLICIT ANY ? }
TBSRequest = SEQ { version [0] EXPLICIT INTEGER ?, requestorName [1] EXPLICIT GeneralName ?, requestList SEQ OF Request, requestExtensions [2] EXPLICIT Extensions ? }
Request = SEQ { reqCert CertID, singleRequestExtensions [0] EXPLICIT Extensions ? }
TimeStampReq = SEQ { version INTEGER, messageImprint DigestInfo, reqPolicy OID ?, nonce INTEGER ?, certReq BOOLEAN ?, extensions [0] Extensions ? }
TimeStampResp = SEQ { status PKIStatusInfo, timeStampToken ContentInfo ? }
PKIStatusInfo = SEQ { status INTEGER, statusString SEQ OF STRING ?, failInfo BITS ? }
TSTInfo = SEQ { version INTEGER, policy OID, messageImprint DigestInfo, serialNumber INTEGER, genTime TIME, accuracy Accuracy ?,
  ordering BOOLEAN ?, nonce INTEGER ?, tsa [0] EXPLICIT GeneralName ?, extensions [1] Extensions ? }
Accuracy = SEQ { seconds INTEGER ?, millis [0] INTEGER ?, micros [1] INTEGER ? }
`;

let parsed: Definitions | undefined;

const whole = basics + x509 + cms + keys + services;

/** All definitions, parsed on first use. */
export function definitions(): Definitions {
  return (parsed ??= parseDefinitions(whole));
}

let words: readonly string[] | undefined;

/** Whether the name of a field or a type may hold a text, whatever the structure. @param wanted in lower case */
export function mayBeNamed(wanted: string): boolean {
  words ??= [...new Set(whole.toLowerCase().match(/[a-z][\w-]*/g))];
  return words.some((word) => word.includes(wanted));
}
