import { spawnSync } from 'node:child_process';

/** Whether tests that start other programs are left out (`npm run test:quick`). */
export const quick = process.env.KMI_QUICK !== undefined;

/** Whether tests that hold ours against another program are left out: it is not there, or no process is wanted. */
export const without = (program: 'openssl' | 'git' | 'dumpasn1'): boolean =>
  quick || spawnSync(program, ['version'], { stdio: 'ignore' }).error !== undefined;
