/** asn1js on bytes: does it read them, where does it stop, and does it see the same values as we do. */
import * as asn1js from 'asn1js';
import type { Asn1Node } from '../asn1/node';
import { readAsn1 } from '../asn1/read';
import { type Difference, type Opinion, readerLimits, reasonOf, refusal } from './opinion';

/** Tag classes by their number in asn1js. */
const tagClasses = ['', 'universal', 'application', 'context', 'private'];

/** The opinion of asn1js. Never throws. */
export function opinionOfAsn1js(bytes: Uint8Array): Opinion {
  try {
    const { offset, result } = asn1js.fromBER(bytes);
    if (offset === -1) return refusal(result.error, placeOfRefusal(bytes));
    const [root] = readAsn1(bytes).roots;
    const difference = root && firstDifference(result, root);
    return {
      outcome: 'reads',
      consumed: offset,
      differences: difference ? [difference] : [],
      refused: [],
    };
  } catch (error) {
    return refusal(error);
  }
}

/** It names no place: followed down from one value that it refuses to the one inside that it stopped at. */
function placeOfRefusal(bytes: Uint8Array): number {
  let at = 0;
  let end = bytes.length;
  for (let depth = 0; depth <= readerLimits.depth; depth++) {
    const { result } = asn1js.fromBER(bytes.subarray(at, end), { copyInput: false });
    const { idBlock, lenBlock } = result;
    if (!idBlock.isConstructed || lenBlock.blockLength === 0) return at;
    const contentStart = at + idBlock.blockLength + lenBlock.blockLength;
    const contentEnd = lenBlock.isIndefiniteForm ? end : contentStart + lenBlock.length;
    if (contentEnd > end) return at;
    const next = childrenOf(result).reduce((sum, child) => sum + child.blockLength, contentStart);
    if (next >= contentEnd) return at;
    const inside = asn1js.fromBER(bytes.subarray(next, contentEnd), { copyInput: false });
    if (inside.offset !== -1 || reasonOf(inside.result.error) !== reasonOf(result.error)) return at;
    at = next;
    end = contentEnd;
  }
  return at;
}

function childrenOf(block: asn1js.BaseBlock): readonly asn1js.BaseBlock[] {
  const { valueBlock } = block;
  return 'value' in valueBlock && Array.isArray(valueBlock.value)
    ? (valueBlock.value as asn1js.BaseBlock[])
    : [];
}

/** The first value of which the two do not say the same tag, form and length, or the same number of values inside. */
function firstDifference(block: asn1js.BaseBlock, node: Asn1Node): Difference | undefined {
  const there = `${nameOf(tagClasses[block.idBlock.tagClass] ?? '', block.idBlock.tagNumber, block.idBlock.isConstructed)}, ${block.blockLength}`;
  const here = `${nameOf(node.tagClass, node.tagNumber, node.constructed)}, ${node.end - node.start}`;
  if (there !== here) return { what: 'structure', there, here, offset: node.start };
  // Strings are opened on trial by both, each by its own rule.
  if (!node.constructed) return undefined;
  const inside = childrenOf(block);
  const children = node.children();
  if (inside.length !== children.length)
    return {
      what: 'structure',
      there: `${there}: ${inside.length}`,
      here: `${here}: ${children.length}`,
      offset: node.start,
    };
  for (const [i, child] of inside.entries()) {
    const difference = firstDifference(child, children[i]!);
    if (difference) return difference;
  }
  return undefined;
}

function nameOf(tagClass: string, number: number, constructed: boolean): string {
  return `${tagClass} ${number}${constructed ? ' constructed' : ''}`;
}
