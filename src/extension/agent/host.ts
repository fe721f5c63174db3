import type { LoadedKeys } from '../../agent/call';

/** What the tools of agents need of their host. */
export interface AgentHost {
  /** What the Keys view has loaded; undefined where there is none. */
  readonly keys: () => LoadedKeys | undefined;
  /** The program that runs the extension host, which can run the MCP server: Node, or Electron that can be Node. */
  readonly execPath?: string | undefined;
}
