/** What a process of the soak runs: `node <this, bundled> <file of options>`. */
import { main } from './soakWorker';

void main(process.argv[2]!);
