// What the VSIX is made of: each part with its packed bytes.
import { entriesIn } from './zip.mjs';

/** Parts by where their sources are, in this order: the first that fits. @type {[RegExp, string][]} */
const parts = [
  [/node_modules\/(asn1js|pv\w+|@peculiar|tsyringe|reflect-metadata)\//, 'asn1js and @peculiar/x509'],
  [/node_modules\/(@aws-sdk|@smithy|fast-xml-parser|@aws-crypto)\//, 'AWS SDK'],
  [/node_modules\/(@modelcontextprotocol|zod)\//, 'Model Context Protocol'],
  [/node_modules\/(@vscode\/webview-ui-toolkit|@microsoft|lit)/, 'toolkit and lit of the pages'],
  [/node_modules\//, 'other packages'],
  [/^webview\//, 'our pages'],
  [/^src\/(core|keyservice|cli)\//, ''],
  [/^src\//, 'src/extension and src/desktop'],
];

/** @param {string} source as a metafile names it */
function partOf(source) {
  const part = parts.find(([path]) => path.test(source))?.[1] ?? 'glue of the chunks';
  return part === '' ? source.split('/').slice(0, 2).join('/') : part;
}

/**
 * A file of several parts is divided by their bytes before they were packed.
 * @param {Buffer} vsix
 * @param {readonly { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }[]} metafiles of its bundles
 * @returns {Map<string, number>} packed bytes by part, the largest first; together those of the VSIX
 */
export function partsOf(vsix, metafiles) {
  const outputs = Object.assign({}, ...metafiles.map((metafile) => metafile.outputs));
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const add = (/** @type {string} */ part, /** @type {number} */ bytes) =>
    sizes.set(part, (sizes.get(part) ?? 0) + bytes);
  let rest = vsix.length;
  for (const { name, packed } of entriesIn(vsix)) {
    rest -= packed.length;
    const inputs = Object.entries(outputs[name.replace(/^extension\//, '')]?.inputs ?? {});
    const whole = inputs.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
    if (whole === 0)
      add(name.includes('/dist/') ? 'glue of the chunks' : 'texts, pictures, manifest', packed.length);
    else
      for (const [source, { bytesInOutput }] of inputs)
        add(partOf(source), (packed.length * bytesInOutput) / whole);
  }
  add('names and headings of the files', rest);
  return new Map([...sizes].sort((a, b) => b[1] - a[1]));
}

/** One line for each part, in kB. @param {Map<string, number>} sizes */
export function partsText(sizes) {
  return [...sizes].map(([part, bytes]) => `${(bytes / 1000).toFixed(1).padStart(7)} kB  ${part}`).join('\n');
}
