/** General names as fields: RFC 5280 4.2.1.6. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { oidOf, stringOctets, textValue, toHex } from '../asn1/value';
import { phrase, type Field } from '../findings';
import type { ExtensionLabel } from './extensionLabels';
import type { ExtensionReading } from './extensionReading';
import { readName } from './name';

/** One GeneralName. @param constraint an address stands with its mask (RFC 5280 4.2.1.10) */
export function generalName(node: Asn1Node, reading: ExtensionReading, constraint = false): Field {
  if (node.tagClass !== 'context') return reading.unexpected(node, phrase('a GeneralName'));
  switch (node.tagNumber) {
    case 0:
      return otherName(node, reading);
    case 1:
      return reading.field(node, 'email', reading.text(node, phrase('email')));
    case 2:
      return reading.field(node, 'dns', reading.text(node, phrase('DNS name')));
    case 3:
      return reading.field(
        node,
        'x400Address',
        '',
        node.children().map((part) => reading.structure(part)),
      );
    case 4:
      return directoryName(node, reading);
    case 5:
      return reading.field(
        node,
        'ediPartyName',
        '',
        reading.tagged(node, phrase('an EDI party name'), {
          0: (part) => explicitText(part, 'nameAssigner', reading),
          1: (part) => explicitText(part, 'partyName', reading),
        }),
      );
    case 6:
      return reading.field(node, 'uri', reading.text(node, phrase('URI')));
    case 7:
      return reading.field(node, 'ip', address(node, reading, constraint));
    case 8: {
      const oid = oidOf(node.content);
      if (oid === undefined) reading.broken(node.span, phrase('a registered ID is not an OID'));
      return reading.field(node, 'registeredId', oid ?? toHex(node.content.subarray(0, 64)));
    }
    default:
      return reading.unexpected(node, phrase('a GeneralName'));
  }
}

/** GeneralNames, also under an implicit tag. */
export function generalNames(node: Asn1Node, reading: ExtensionReading): Field[] {
  return reading.some(node, phrase('a list of names'), (name) => generalName(name, reading));
}

function directoryName(node: Asn1Node, reading: ExtensionReading): Field {
  const [name] = node.children();
  if (!name) reading.broken(node.span, phrase('a directory name is empty'));
  return reading.field(node, 'directoryName', readName(name).text);
}

const knownOtherNames: Readonly<Record<string, ExtensionLabel>> = {
  msUserPrincipalName: 'upn',
  smtpUTF8Mailbox: 'smtpUtf8Mailbox',
  xmppAddr: 'xmppAddress',
  permanentIdentifier: 'permanentIdentifier',
};

function otherName(node: Asn1Node, reading: ExtensionReading): Field {
  const [type, wrapped] = node.children();
  const id = knownOtherNames[oidName(reading.oid(type, node, phrase('an other name'))) ?? ''];
  const value = wrapped?.isContext(0) === true ? wrapped.children()[0] : undefined;
  if (!value) reading.broken(node.span, phrase('an other name has no value'));
  const text = textValue(value);
  if (id !== undefined && text !== undefined) return reading.field(node, id, text);
  return reading.field(node, id ?? 'otherName', '', [
    ...(type ? [reading.field(type, 'type', reading.oidText(type, node, phrase('an other name')))] : []),
    ...(value ? [text === undefined ? reading.structure(value) : reading.field(value, 'value', text)] : []),
  ]);
}

function explicitText(node: Asn1Node, id: ExtensionLabel, reading: ExtensionReading): Field {
  const [string] = node.children();
  if (!string) reading.broken(node.span, phrase('an EDI party name holds no string'));
  return reading.field(node, id, string ? reading.text(string, phrase('an EDI party name')) : '');
}

function address(node: Asn1Node, reading: ExtensionReading, constraint: boolean): string {
  const octets = stringOctets(node, false);
  const { length } = octets;
  if (constraint ? length === 8 || length === 32 : length === 4 || length === 16) {
    if (!constraint) return ipText(octets);
    return `${ipText(octets.subarray(0, length / 2))}/${ipText(octets.subarray(length / 2))}`;
  }
  const why = constraint
    ? phrase('an address with its mask has {0} bytes, not 8 or 32', length)
    : phrase('an IP address has {0} bytes, not 4 or 16', length);
  const characters = length > 0 && length <= 45 && octets.every((octet) => octet > 0x20 && octet < 0x7f);
  if (characters) {
    const text = String.fromCharCode(...octets);
    reading.broken(node.span, phrase('{0}: they are the characters "{1}"', why, text));
    return `"${text}"`;
  }
  const masked = !constraint && (length === 8 || length === 32);
  reading.broken(
    node.span,
    masked ? phrase('{0}; an address with its mask belongs into nameConstraints', why) : why,
  );
  return toHex(octets.subarray(0, 64));
}

/** An address of 4 or 16 octets as people write it: "10.0.0.1", "2001:db8::1" (RFC 5952). */
export function ipText(octets: Uint8Array): string {
  return octets.length === 4 ? octets.join('.') : ip6(octets);
}

/** RFC 5952: lower case, longest run of zero groups as "::". */
function ip6(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16),
  );
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [run] = runs;
  if (!run) return text;
  const after = text.slice(run.index + run[0].length).replace(/^:/, '');
  return `${text.slice(0, run.index)}::${after}`;
}
