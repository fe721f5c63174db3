/** Where the simulator of a window listens. */
import { createServer } from 'node:net';

/**
 * Ports for the simulators of windows. The manifest tells VS Code not to forward them from a remote machine
 * (`remote.portsAttributes` of `configurationDefaults`), which takes fixed numbers. They are above those that Linux
 * gives to connections.
 */
export const simulatorPorts = { first: 61_310, last: 61_329 } as const;

/** A free one of them; undefined where each is taken. Another program may still be faster. */
export async function freeSimulatorPort({
  first,
  last,
}: { readonly first: number; readonly last: number } = simulatorPorts): Promise<number | undefined> {
  for (let port = first; port <= last; port++) if (await isFree(port)) return port;
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
