// The bill of materials of a VSIX: CycloneDX 1.6 (ECMA-424) as JSON, the same bytes for the same VSIX.
import { createHash } from 'node:crypto';
import { compare } from './bundledPackages.mjs';

/** @typedef {import('./bundledPackages.mjs').BundledPackage} BundledPackage */

/** @param {string} name @param {string} version package URL of npm: the @ of a scope is encoded */
export const purl = (name, version) =>
  `pkg:npm/${name.replace(/^@/, '%40')}@${version.replace(/\+/g, '%2B')}`;

/** SPDX identifier or expression. @param {string} license */
const licensesOf = (license) =>
  / (AND|OR|WITH) /.test(license) ? [{ expression: license }] : [{ license: { id: license } }];

/**
 * @param {{ name: string, version: string, license: string, description: string }} extension
 * @param {readonly BundledPackage[]} packages
 * @param {Uint8Array} vsix
 * @param {{ inside?: Readonly<Record<string, readonly string[]>>, seconds?: number | undefined }} [more]
 *   inside: packages that a prebuilt file of another one has in it, whose versions it does not record;
 *   seconds since 1970 of the build, where it is to be said
 */
export function billOfMaterials(extension, packages, vsix, { inside = {}, seconds } = {}) {
  const sha256 = createHash('sha256').update(vsix).digest('hex');
  // Two folders can hold the same version of a package: it is one component.
  const byFolder = new Map(packages.map((one) => [one.folder, purl(one.name, one.version)]));
  const unique = [...new Map(packages.map((one) => [purl(one.name, one.version), one])).values()];
  const root = purl(extension.name, extension.version);
  const uses = new Map(unique.map((one) => [purl(one.name, one.version), new Set()]));
  for (const one of packages)
    for (const folder of one.uses) uses.get(purl(one.name, one.version))?.add(byFolder.get(folder));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    // Of the VSIX, so that it is the same for the same bytes (RFC 9562, version 8).
    serialNumber: `urn:uuid:${uuidOf(sha256)}`,
    version: 1,
    metadata: {
      ...(seconds === undefined
        ? {}
        : { timestamp: new Date(seconds * 1000).toISOString().replace('.000', '') }),
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': root,
        name: extension.name,
        version: extension.version,
        description: extension.description,
        hashes: [{ alg: 'SHA-256', content: sha256 }],
        licenses: licensesOf(extension.license),
        purl: root,
      },
    },
    components: unique.map(({ name, version, license }) => ({
      type: 'library',
      'bom-ref': purl(name, version),
      ...(name.startsWith('@')
        ? { group: name.slice(0, name.indexOf('/')), name: name.slice(name.indexOf('/') + 1) }
        : { name }),
      version,
      scope: 'required',
      licenses: licensesOf(license),
      purl: purl(name, version),
      ...(inside[name] === undefined
        ? {}
        : {
            components: inside[name].map((part) => ({
              type: 'library',
              'bom-ref': `${purl(name, version)}#${part}`,
              name: part,
              description: `Part of a prebuilt file of ${name}, which does not record its version.`,
            })),
          }),
    })),
    dependencies: [
      {
        ref: root,
        dependsOn: unique
          .filter(({ direct }) => direct)
          .map(({ name, version }) => purl(name, version))
          .sort(compare),
      },
      ...[...uses].map(([ref, targets]) => ({
        ref,
        dependsOn: [...targets].filter((target) => target !== ref).sort(compare),
      })),
    ],
  };
}

/** A UUID of version 8 from the first 16 bytes of a digest. @param {string} hex */
function uuidOf(hex) {
  const variant = ((parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
