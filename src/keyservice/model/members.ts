/** What single members of requests may hold: texts, numbers and lists, by the names of the API model. */
import { phrase } from '../../core/findings';
import { integer, listOf, structure, type MapShape, type StringShape } from './shape';

const arn = 'arn:aws:payment-cryptography:[a-z]{2}-[a-z]{1,16}-[0-9]+:[0-9]{12}:';

export const keyArn: StringShape = {
  kind: 'string',
  min: 70,
  max: 150,
  pattern: new RegExp(`^${arn}key/[0-9a-zA-Z]{16,64}$`),
  means: phrase('the ARN of a key'),
};

export const keyIdentifier: StringShape = {
  kind: 'string',
  min: 7,
  max: 322,
  pattern: new RegExp(`^(${arn}(key/[0-9a-zA-Z]{16,64}|alias/[a-zA-Z0-9/_-]+)|alias/[a-zA-Z0-9/_-]+)$`),
  means: phrase('the ARN of a key, or an alias that begins with "alias/"'),
};

export const aliasName: StringShape = {
  kind: 'string',
  min: 7,
  max: 256,
  pattern: /^alias\/[a-zA-Z0-9/_-]+$/,
  means: phrase('"alias/" and letters, digits, "/", "_" and "-"'),
};

export const certificate: StringShape = {
  kind: 'string',
  min: 1,
  max: 32_768,
  pattern: /^[^[;\]<>]+$/,
  means: phrase('base64 of the PEM text'),
};

export const tr31WrappedKeyBlock: StringShape = {
  kind: 'string',
  min: 56,
  max: 9984,
  pattern: /^[0-9a-zA-Z]+$/,
  means: phrase('letters and digits'),
  sensitive: true,
};

const upperHex = {
  kind: 'string',
  pattern: /^[0-9A-F]+$/,
  means: phrase('upper-case hexadecimal digits'),
} as const;
export const tr34WrappedKeyBlock: StringShape = { ...upperHex, min: 2, max: 4096, sensitive: true };
export const wrappedKeyCryptogram: StringShape = { ...upperHex, min: 16, max: 4096, sensitive: true };

const evenHex = {
  kind: 'string',
  pattern: /^(?:[0-9a-fA-F][0-9a-fA-F])+$/,
  means: phrase('an even number of hexadecimal digits'),
} as const;
export const randomNonce: StringShape = { ...evenHex, min: 16, max: 32 };
export const sharedInformation: StringShape = { ...evenHex, min: 2, max: 2048 };

// The model lets both be empty, as if they were left out.
export const importTokenId: StringShape = {
  kind: 'string',
  pattern: /^(import-token-[0-9a-zA-Z]{16,64})?$/,
  means: phrase('"import-token-" and 16 to 64 letters and digits'),
  sensitive: true,
};
export const exportTokenId: StringShape = {
  kind: 'string',
  pattern: /^(export-token-[0-9a-zA-Z]{16,64})?$/,
  means: phrase('"export-token-" and 16 to 64 letters and digits'),
  sensitive: true,
};

export const tagKey: StringShape = { kind: 'string', min: 1, max: 128 };
// The API text allows an empty value, the model asks for a character: plans doubt it, nothing refuses it.
export const tagValue: StringShape = { kind: 'string', min: 0, max: 256 };
export const tags = listOf(structure({ Key: tagKey, Value: tagValue }), 200);

export const keySerialNumber: StringShape = {
  kind: 'string',
  min: 20,
  max: 24,
  pattern: /^([0-9A-F]{20}|[0-9A-F]{24})$/,
  means: phrase('20 or 24 upper-case hexadecimal digits'),
};
export const twoCharacters: StringShape = {
  kind: 'string',
  min: 2,
  max: 2,
  pattern: /^[0-9A-Z]{2}$/,
  means: phrase('two digits or upper-case letters'),
};
export const optionalBlocks: MapShape = {
  kind: 'map',
  key: { ...twoCharacters, sensitive: true },
  value: {
    kind: 'string',
    min: 1,
    max: 108,
    pattern: /^[0-9a-zA-Z]+$/,
    means: phrase('letters and digits'),
    sensitive: true,
  },
};
export const nextToken: StringShape = { kind: 'string', min: 1, max: 8192 };
export const maxResults = integer(1, 100);

export const regionName: StringShape = {
  kind: 'string',
  pattern: /^[a-z]{2}-[a-z]{1,16}-[0-9]+$/,
  means: phrase('a Region such as us-east-2'),
};
export const regions = listOf(regionName);

export const requesterComment: StringShape = { kind: 'string', min: 0, max: 200, sensitive: true };
export const mpaTeamArn: StringShape = {
  kind: 'string',
  min: 20,
  max: 2048,
  pattern: /^arn:aws(-[^:]+)?:mpa:[a-z0-9-]{1,20}:[0-9]{12}:approval-team\/[a-zA-Z0-9._-]+$/,
  means: phrase('the ARN of an approval team'),
};

export const resourcePolicy: StringShape = {
  kind: 'string',
  min: 1,
  max: 20_480,
  pattern: /^[\t\n\r\u0020-\u00FF]+$/,
  means: phrase('characters of Latin-1'),
};

const subjectText = (max: number): StringShape => ({
  kind: 'string',
  min: 1,
  max,
  pattern: /^[^[;\]<>]+$/,
  means: phrase('characters other than [ ] ; < >'),
});

/** Members of the subject of a certificate signing request. */
export const certificateSubject = structure({
  CommonName: subjectText(64),
  'OrganizationUnit?': subjectText(64),
  'Organization?': subjectText(64),
  'City?': subjectText(128),
  'Country?': { kind: 'string', min: 2, max: 2, pattern: /^[A-Za-z]+$/, means: phrase('two letters') },
  'StateOrProvince?': subjectText(128),
  'EmailAddress?': {
    kind: 'string',
    min: 1,
    max: 128,
    pattern: /^[a-zA-Z0-9.!#$%&’*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/,
    means: phrase('an email address'),
  },
});
