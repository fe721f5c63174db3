/** The facts of a test payload, as the import reads them back from its document. */
import { readTr34 } from '../../core/cms/tr34/read';
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { PayloadFacts } from '../../keyservice/draft/payloadFacts';
import { certificatesOf } from '../service/parameterCertificates';
import { payloadOctets, type TestPayload } from './payload';

const fingerprint = (der: Uint8Array): string => toUpperHex(digestOf('SHA-256', der));

export function factsOf(payload: TestPayload): PayloadFacts {
  const { kind, sent, kcv, kcvMethod, certificates, parameters, spec, kbpk, agreement } = payload;
  const [krd] = parameters ? certificatesOf(parameters) : [];
  const root = certificates.at(-1);
  const nonce = kind === 'tr34' ? readTr34(payloadOctets(payload))?.nonce : undefined;
  return {
    kind,
    test: true,
    ...sent,
    kcv,
    kcvMethod,
    ...(kbpk ? { wrappingKcv: kbpk.kcv, wrappingAlgorithm: kbpk.algorithm } : {}),
    ...(spec === undefined ? {} : { wrappingSpec: spec }),
    ...(krd ? { krdFingerprint: fingerprint(krd.raw) } : {}),
    ...(root ? { rootFingerprint: fingerprint(root) } : {}),
    ...(nonce ? { randomNumber: toUpperHex(nonce) } : {}),
    ...(agreement ? agreedFacts(agreement) : {}),
  };
}

function agreedFacts({
  own,
  sharedInformation,
  DeriveKeyAlgorithm,
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
}: NonNullable<TestPayload['agreement']>): Partial<PayloadFacts> {
  return {
    keyPairArn: own,
    derivation: { KeyDerivationFunction, KeyDerivationHashAlgorithm, DeriveKeyAlgorithm },
    sharedInformation,
  };
}
