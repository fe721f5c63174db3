/** Errors of a request with the member that each is in: an import asks there, or stops. */
import { jsonMembers, type JsonNode } from '../jsonTree';
import type { Finding } from '../../core/findings';
import { shownText } from './judge';
import type { RequestRule } from './requestTexts';
import type { RequestFault } from './requestTypes';

/** The name that was meant is their second value, where the finding is at a name. */
const spelled: ReadonlySet<string> = new Set<RequestRule>(['request_spelling', 'request_cli_option']);

/** @param text of the document that root was read from */
export function faultsOf(root: JsonNode, text: string, findings: readonly Finding[]): RequestFault[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => {
      const { names, key, value } = placeOf(root, finding.span?.start ?? root.offset);
      const { code, args = [] } = finding;
      const meant = spelled.has(code) && key?.offset === finding.span?.start ? args[1] : undefined;
      return {
        finding,
        names: meant === undefined ? names : [...names.slice(0, -1), String(meant)],
        text: value ? shownText(text.slice(value.offset, value.offset + value.length)) : '',
      };
    });
}

interface Place {
  /** Of members, from outside in. */
  readonly names: readonly string[];
  readonly key?: JsonNode;
  readonly value?: JsonNode;
}

/** The innermost member that a character is in. */
function placeOf(root: JsonNode, at: number): Place {
  let place: Place = { names: [] };
  let node: JsonNode | undefined = root;
  while (node) {
    const inside: JsonNode = node;
    if (inside.type === 'array') {
      node = inside.children?.find(({ offset, length }) => offset <= at && at < offset + length);
      continue;
    }
    const member = jsonMembers(inside).find(
      ({ key, value }) => key.offset <= at && at < value.offset + value.length,
    );
    if (!member) return place;
    const { name, key, value } = member;
    place = { names: [...place.names, name], key, value };
    node = at < value.offset ? undefined : value;
  }
  return place;
}
