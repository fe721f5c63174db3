import fs from 'node:fs';
import path from 'node:path';

/**
 * The lock of an import as a process of another machine leaves it.
 * @param folder of the notes on imports
 * @param identity name of the import among files
 * @returns path of its file
 */
export function lockElsewhere(folder: string, identity: string): string {
  const token = '00000000000000aa';
  const file = path.join(folder, 'locks', `${identity}.lock.${token}`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(
    file,
    JSON.stringify({
      v: 1,
      token,
      pid: 1,
      started: '1',
      machine: 'another',
      boot: 'another',
      space: 'another',
      host: 'hsm-room-2',
      life: '',
      at: Date.parse('2026-11-27T10:00:00Z'),
    }),
  );
  return file;
}
