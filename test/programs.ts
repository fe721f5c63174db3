import { spawnSync } from 'node:child_process';
import { quick } from './quick';

/** Whether tests that hold ours against another program are left out: it is not there, or no process is wanted. */
export const without = (program: 'openssl' | 'git' | 'dumpasn1' | 'aws' | 'pre-commit'): boolean =>
  quick || spawnSync(program, ['version'], { stdio: 'ignore' }).error !== undefined;
