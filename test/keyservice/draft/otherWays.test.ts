// Key blocks under an agreed key, RSA cryptograms, and certificates: whole drafts, as a person would read them.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Draft, DraftAnswers, DraftKnown } from '../../../src/keyservice/draft/draft';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import { testChain, testParty, type TestParty } from '../../../src/keyservice/testsource/parties';
import {
  authorityKey,
  candidatesOf,
  certificateOf,
  checksOf,
  codesOf,
  context,
  faultsOf,
  fieldsOf,
  idOf,
  keptParameters,
  known,
  obstacleOf,
  open,
  pairKey,
  pinBlock,
} from './setting';

/** Keys are random and validity counts from now: neither value is something that a test can hold. */
const undated = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/\d{4}-\d\d-\d\d/g, 'DAY')
      .replace(/KCV [0-9A-F]{8}\b/g, 'KCV'),
  ) as T;

/** Everything that a draft says, under its headings; "faults" is what may never be. */
const whole = (draft: Draft) => ({
  fields: fieldsOf(draft),
  checks: checksOf(draft),
  findings: codesOf(draft),
  obstacle: obstacleOf(draft),
  steps: draft.work?.steps.map(({ certificate, step, known: there }) =>
    [certificate.subject.label, step.importAs, there ? 'there' : ''].filter(Boolean).join(' '),
  ),
  faults: faultsOf(draft),
});

describe('a key block under an agreed key', () => {
  const block = pinBlock(new Uint8Array(32).fill(0x42));
  const material = { kind: 'keyBlock', block } as const;
  const way: DraftAnswers = { way: 'agreed', derived: 'AES_256' };
  let partner: TestParty[];
  let rsa: TestParty;
  const draftOf = (more: Partial<DraftKnown> = {}, answers: DraftAnswers = {}) =>
    importDraft(
      known(material, {
        keys: [pairKey('p521', 'ECC_NIST_P521')],
        certificates: open(...partner, rsa),
        ...more,
      }),
      { ...way, ...answers },
    );

  beforeAll(async () => {
    [partner, rsa] = await Promise.all([testChain(['CA', 'Partner'], 'ECC_NIST_P521'), testParty('RSA')]);
  });

  it('takes the only pair, the end of the chain, and asks for the shared information', async () => {
    const draft = await draftOf();
    expect(whole(draft)).toEqual({
      fields: {
        way: 'Under a key agreed by ECDH',
        pair: 'alias/p521 · ECC_NIST_P521 <- The only match',
        partner: 'Partner <- Found in Partner.pem',
        authority: 'Import CA first <- Issued "Partner" and has not been imported',
        derived: 'AES_256',
        function: 'NIST_SP800 <- Used by most senders',
        hash: 'SHA_256 <- Used by most senders',
        sharedInformation: '',
        alias: 'alias/pek-01 <- Next free alias for this usage',
        expected: '',
        tags: '',
      },
      checks: ['notChecked: MAC not verified. AWS Payment Cryptography checks it with the wrapping key.'],
      findings: [],
      obstacle: ['sharedInformation', 'Enter the shared information.'],
      steps: undefined,
      faults: [],
    });
  });

  it('says why the others cannot be it', async () => {
    const draft = await draftOf({
      keys: [
        pairKey('p256', 'ECC_NIST_P256'),
        pairKey('p521', 'ECC_NIST_P521'),
        pairKey('off', 'ECC_NIST_P521', { Enabled: false }),
      ],
    });
    expect(candidatesOf(draft, 'pair')).toMatchInlineSnapshot(`
      [
        "alias/p256 · ECC_NIST_P256",
        "alias/p521 · ECC_NIST_P521",
        "alias/off · ECC_NIST_P521 - It is disabled. Enable it first.",
      ]
    `);
    expect(candidatesOf(draft, 'partner')).toMatchInlineSnapshot(`
      [
        "Partner (Found in Partner.pem)",
        "CA (Found in CA.pem)",
        "RSA (Found in RSA.pem) - Its key is RSA 2048, not on one of the curves for key agreement.",
      ]
    `);
    expect(candidatesOf(draft, 'derived')).toMatchInlineSnapshot(`
      [
        "AES_256",
        "AES_192",
        "AES_128",
        "TDES_3KEY - A version D block is wrapped under a key of type AES.",
        "TDES_2KEY - A version D block is wrapped under a key of type AES.",
      ]
    `);
  });

  it('with all answers, imports the root of the partner first', async () => {
    const draft = await draftOf({}, { sharedInformation: '00112233 44556677' });
    expect(whole(draft)).toMatchObject({
      obstacle: undefined,
      steps: ['CA RootCertificatePublicKey'],
      faults: [],
    });
    // Under an authority that is not there yet the request has no place for its ARN.
    expect(draft.plan?.request.KeyMaterial).toMatchObject({
      DiffieHellmanTr31KeyBlock: {
        DeriveKeyAlgorithm: 'AES_256',
        KeyDerivationFunction: 'NIST_SP800',
        KeyDerivationHashAlgorithm: 'SHA_256',
        DerivationData: { SharedInformation: '0011223344556677' },
        WrappedKeyBlock: block.text,
      },
    });
  });

  it('with the authority in the account, imports nothing else', async () => {
    const draft = await draftOf(
      { keys: [pairKey('p521', 'ECC_NIST_P521'), authorityKey('ca', partner[0]!)] },
      { sharedInformation: '00' },
    );
    expect(whole(draft)).toMatchObject({ obstacle: undefined, steps: [], faults: [] });
  });

  it.each([
    ['', ['sharedInformation', 'Enter the shared information.']],
    ['0', 'sharedInformation'],
    ['xyz', 'sharedInformation'],
    ['00'.repeat(1025), 'sharedInformation'],
  ])('shared information of this form stands against it: %#', async (sharedInformation, expected) => {
    const draft = await draftOf({}, { sharedInformation });
    expect(typeof expected === 'string' ? obstacleOf(draft)?.[0] : obstacleOf(draft)).toEqual(expected);
    expect(faultsOf(draft)).toEqual([]);
  });

  it('without an own pair, or the certificate of the other party, says which is missing', async () => {
    const cases: [string, Partial<DraftKnown>][] = [
      ['no pair', { keys: [] }],
      ['no certificate', { certificates: [] }],
      ['only an authority', { certificates: open(partner[0]!) }],
      ['another curve', { keys: [pairKey('p384', 'ECC_NIST_P384')] }],
    ];
    const said = [];
    for (const [name, more] of cases) {
      const draft = await draftOf(more, { sharedInformation: '00' });
      said.push([name, obstacleOf(draft), faultsOf(draft)]);
    }
    expect(said).toMatchInlineSnapshot(`
      [
        [
          "no pair",
          [
            "pair",
            "No matching key pair in this account.",
          ],
          [],
        ],
        [
          "no certificate",
          [
            "partner",
            "Load the other party's certificate.",
          ],
          [],
        ],
        [
          "only an authority",
          [
            "partner",
            "Select the other party's certificate.",
          ],
          [],
        ],
        [
          "another curve",
          [
            "partner",
            "Load the other party's certificate.",
          ],
          [],
        ],
      ]
    `);
  });
});

describe('an RSA cryptogram', () => {
  const cryptogram = new Uint8Array(384).fill(0x5a);
  const material = { kind: 'cryptogram', bytes: cryptogram } as const;
  let krd: TestParty;
  let small: TestParty;
  const draftOf = (more: Partial<DraftKnown> = {}, answers: DraftAnswers = {}) =>
    importDraft(
      known(material, {
        parameters: [
          keptParameters('small', 'KEY_CRYPTOGRAM', small),
          keptParameters('right', 'KEY_CRYPTOGRAM', krd),
          keptParameters('tr34', 'TR34_KEY_BLOCK', krd),
        ],
        ...more,
      }),
      answers,
    );

  beforeAll(async () => {
    [krd, small] = await Promise.all([testParty('KRD', { kind: 'RSA_3072' }), testParty('Small')]);
  });

  it('finds its parameters by its size, and preselects nothing that cannot be changed later', async () => {
    const draft = await draftOf();
    expect(undated(whole(draft))).toMatchInlineSnapshot(`
      {
        "checks": [
          "notChecked: The key inside the cryptogram cannot be seen here. Compare its KCV after the import.",
        ],
        "faults": [],
        "fields": {
          "algorithm": "",
          "alias": "alias/key-01 <- Next free alias for this usage",
          "expected": "",
          "exportable": "",
          "modes": "",
          "parameters": "RSA, RSA_3072 · DAY <- The only one with a key of this size",
          "spec": "SHA-256 (RSA_OAEP_SHA_256) <- Used by most senders",
          "tags": "",
          "usage": "",
        },
        "findings": [],
        "obstacle": [
          "algorithm",
          "Select the algorithm of the key.",
        ],
      }
    `);
    expect(undated(candidatesOf(draft, 'parameters'))).toMatchInlineSnapshot(`
      [
        "RSA, RSA_3072 · DAY",
        "RSA, RSA_2048 · DAY - The cryptogram was created for an RSA key of 3072 bits. The key of these parameters has RSA_2048.",
      ]
    `);
  });

  it('of a payload, has its facts, each with its origin', async () => {
    const draft = await draftOf({
      facts: {
        kind: 'cryptogram',
        test: true,
        usage: 'P0',
        keyAlgorithm: 'AES_128',
        mode: 'B',
        exportability: 'N',
        kcv: 'A1B2C3',
        kcvMethod: 'CMAC',
        wrappingSpec: 'RSA_OAEP_SHA_512',
      },
    });
    expect(undated(whole(draft))).toMatchInlineSnapshot(`
      {
        "checks": [
          "notChecked: The key inside the cryptogram cannot be seen here. Compare its KCV after the import.",
        ],
        "faults": [],
        "fields": {
          "algorithm": "AES_128 <- From the test payload",
          "alias": "alias/pek-01 <- Next free alias for this usage",
          "expected": "A1B2C3 <- From the test payload",
          "exportable": "Not exportable: it never leaves the service <- From the test payload",
          "modes": "Encrypt + Decrypt + Wrap + Unwrap (B) <- From the test payload",
          "parameters": "RSA, RSA_3072 · DAY <- The only one with a key of this size",
          "spec": "SHA-512 (RSA_OAEP_SHA_512) <- From the test payload",
          "tags": "",
          "usage": "TR31_P0_PIN_ENCRYPTION_KEY <- From the test payload",
        },
        "findings": [],
        "steps": [],
      }
    `);
    expect(draft.plan?.request).toMatchObject({
      KeyMaterial: {
        KeyCryptogram: {
          Exportable: false,
          WrappingSpec: 'RSA_OAEP_SHA_512',
          KeyAttributes: { KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY', KeyAlgorithm: 'AES_128' },
        },
      },
    });
  });

  it.each([0, 1, 128, 255, 257, 383, 512, 513])('of %i bytes', async (length) => {
    const draft = await importDraft(
      known(
        { kind: 'cryptogram', bytes: new Uint8Array(length) },
        { parameters: [keptParameters('right', 'KEY_CRYPTOGRAM', krd)] },
      ),
      { usage: 'TR31_P0_PIN_ENCRYPTION_KEY', algorithm: 'AES_128', modes: 'B', exportable: 'no' },
    );
    // 512 bytes are a cryptogram, but not for these parameters; the others are none at all.
    expect(checksOf(draft).some((check) => check.startsWith('failed'))).toBe(length !== 512);
    expect(obstacleOf(draft)?.[0]).toBe(length === 512 ? 'parameters' : undefined);
    expect(obstacleOf(draft)).toBeDefined();
    expect(faultsOf(draft)).toEqual([]);
  });

  it('another usage has its own modes; a mode that does not fit it is asked for again', async () => {
    const base = { algorithm: 'AES_128', exportable: 'no' };
    const rows = [];
    for (const usage of [
      'TR31_B0_BASE_DERIVATION_KEY',
      'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
      'TR31_M6_ISO_9797_5_CMAC_KEY',
      'TR31_P0_PIN_ENCRYPTION_KEY',
    ]) {
      const draft = await draftOf({}, { ...base, usage, modes: 'X' });
      rows.push([usage, fieldsOf(draft).modes, candidatesOf(draft, 'modes').length, obstacleOf(draft)]);
    }
    expect(rows).toMatchInlineSnapshot(`
      [
        [
          "TR31_B0_BASE_DERIVATION_KEY",
          "DeriveKey (X)",
          2,
          undefined,
        ],
        [
          "TR31_K1_KEY_BLOCK_PROTECTION_KEY",
          "",
          4,
          [
            "modes",
            "Select the modes of use.",
          ],
        ],
        [
          "TR31_M6_ISO_9797_5_CMAC_KEY",
          "",
          4,
          [
            "modes",
            "Select the modes of use.",
          ],
        ],
        [
          "TR31_P0_PIN_ENCRYPTION_KEY",
          "",
          4,
          [
            "modes",
            "Select the modes of use.",
          ],
        ],
      ]
    `);
  });

  it('an algorithm that this RSA key may not carry is listed with the reason', async () => {
    const draft = await draftOf();
    expect(candidatesOf(draft, 'algorithm')).toMatchInlineSnapshot(`
      [
        "TDES_2KEY",
        "TDES_3KEY",
        "AES_128",
        "AES_192 - No RSA key is strong enough. Use ECDH, or TR-31 under a key of equal strength.",
        "AES_256 - No RSA key is strong enough. Use ECDH, or TR-31 under a key of equal strength.",
      ]
    `);
  });
});

describe('certificates', () => {
  let chain: TestParty[];
  let alone: TestParty;
  let expired: TestParty;
  const draftOf = (
    parties: readonly TestParty[],
    answers: DraftAnswers = {},
    more: Partial<DraftKnown> = {},
  ) => importDraft(known({ kind: 'certificates', certificates: parties.map(certificateOf) }, more), answers);

  beforeAll(async () => {
    const day = 86_400_000;
    const now = context.now.getTime();
    [chain, alone, expired] = await Promise.all([
      testChain(['Root', 'Middle', 'KDH'], 'RSA_2048'),
      testParty('Alone', { ca: true }),
      testParty('Old', { ca: true, notBefore: new Date(now - 20 * day), notAfter: new Date(now - 10 * day) }),
    ]);
  });

  it('of a chain in any order: the root first, the leaf as its purpose wants it', async () => {
    const rows = [];
    for (const purpose of ['TR34_SIGNER', 'TR34_RECIPIENT', 'ECDH_PARTNER', 'PUBLIC_KEY', 'ALL']) {
      const draft = await draftOf([chain[2]!, chain[0]!, chain[1]!], { purpose });
      rows.push([purpose, whole(draft).steps, obstacleOf(draft), faultsOf(draft)]);
    }
    expect(rows).toMatchInlineSnapshot(`
      [
        [
          "TR34_SIGNER",
          [
            "Root RootCertificatePublicKey",
            "Middle TrustedCertificatePublicKey",
            "KDH none",
          ],
          undefined,
          [],
        ],
        [
          "TR34_RECIPIENT",
          [
            "Root RootCertificatePublicKey",
            "Middle TrustedCertificatePublicKey",
            "KDH none",
          ],
          undefined,
          [],
        ],
        [
          "ECDH_PARTNER",
          [
            "Root RootCertificatePublicKey",
            "Middle TrustedCertificatePublicKey",
            "KDH none",
          ],
          undefined,
          [],
        ],
        [
          "PUBLIC_KEY",
          [
            "Root RootCertificatePublicKey",
            "Middle TrustedCertificatePublicKey",
            "KDH TrustedCertificatePublicKey",
          ],
          undefined,
          [],
        ],
        [
          "ALL",
          [
            "Root RootCertificatePublicKey",
            "Middle TrustedCertificatePublicKey",
            "KDH TrustedCertificatePublicKey",
          ],
          undefined,
          [],
        ],
      ]
    `);
  });

  it('of a leaf ask for the purpose; of an authority by itself they do not', async () => {
    expect(obstacleOf(await draftOf([chain[2]!, chain[0]!, chain[1]!]))).toMatchInlineSnapshot(`
      [
        "purpose",
        "Select the purpose of the certificates.",
      ]
    `);
    expect(whole(await draftOf([alone]))).toMatchInlineSnapshot(`
      {
        "checks": [],
        "faults": [],
        "fields": {
          "alias": "alias/ca-01 <- Next free alias for this usage",
          "purpose": "Keys for verification (S0): every certificate, including the last one <- The last certificate is a certificate authority",
          "tags": "",
        },
        "findings": [],
        "obstacle": undefined,
        "steps": [
          "Alone RootCertificatePublicKey",
        ],
      }
    `);
  });

  it('of two ends ask which', async () => {
    const draft = await draftOf([...chain, alone]);
    expect(candidatesOf(draft, 'path')).toMatchInlineSnapshot(`
      [
        "Root › Middle › KDH",
        "Alone",
      ]
    `);
    expect(obstacleOf(draft)?.[0]).toBe('path');
    const chosen = await draftOf([...chain, alone], { path: idOf(draft, 'path', 'Alone') });
    expect(whole(chosen).steps).toEqual(['Alone RootCertificatePublicKey']);
  });

  it('without the root: the authority of the account stands for it, or it is missing', async () => {
    const missing = await draftOf([chain[1]!, chain[2]!], { purpose: 'TR34_SIGNER' });
    expect(undated(whole(missing))).toMatchInlineSnapshot(`
      {
        "checks": [],
        "faults": [],
        "fields": {
          "alias": "alias/ca-01 <- Next free alias for this usage",
          "authority": "",
          "purpose": "To receive keys by TR-34: the last certificate signs tokens (KDH) and is not imported",
          "tags": "",
        },
        "findings": [
          "info aws_certificate_leaf_import",
        ],
        "obstacle": [
          "authority",
          "No imported certificate can have issued "Middle". Load the certificates that issued it.",
        ],
      }
    `);
    const there = await draftOf(
      [chain[1]!, chain[2]!],
      { purpose: 'TR34_SIGNER' },
      { certificates: open(chain[0]!), keys: [authorityKey('root', chain[0]!)] },
    );
    expect(undated(whole(there))).toMatchInlineSnapshot(`
      {
        "checks": [],
        "faults": [],
        "fields": {
          "alias": "alias/ca-01 <- Next free alias for this usage",
          "authority": "alias/root · RSA_2048 · KCV <- Its KCV matches the key that issued "Middle"",
          "purpose": "To receive keys by TR-34: the last certificate signs tokens (KDH) and is not imported",
          "tags": "",
        },
        "findings": [
          "info aws_certificate_leaf_import",
        ],
        "steps": [
          "Middle TrustedCertificatePublicKey",
          "KDH none",
        ],
      }
    `);
  });

  it('that are all there leave nothing to do', async () => {
    const [root] = chain;
    const draft = await draftOf(
      [root!],
      {},
      {
        imported: (certificate) =>
          certificate === certificateOf(root!) ? authorityKey('root', root!).key : undefined,
      },
    );
    expect(obstacleOf(draft)).toMatchInlineSnapshot(`
      [
        undefined,
        "All of these certificates have been imported.",
      ]
    `);
    expect(draft.work).toBeUndefined();
  });

  it('an expired root is refused', async () => {
    const draft = await draftOf([expired]);
    expect(undated(whole(draft))).toMatchInlineSnapshot(`
      {
        "checks": [],
        "faults": [],
        "fields": {
          "alias": "alias/ca-01 <- Next free alias for this usage",
          "purpose": "Keys for verification (S0): every certificate, including the last one <- The last certificate is a certificate authority",
          "tags": "",
        },
        "findings": [
          "error aws_certificate_expired",
        ],
        "obstacle": [
          null,
          "AWS accepts only certificates that are valid at the time of import; "CN=Old,OU=TEST,O=Key Material Inspector" expired on DAY. Ask its issuer for a new one.",
        ],
        "steps": [
          "Old RootCertificatePublicKey",
        ],
      }
    `);
  });
});
