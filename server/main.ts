/**
 * The server alone, from the command line: `npx tsx server/main.ts`. See `config.ts` for what the environment may say.
 */
import './short-collections';
import { requireConfig, runServer } from './run';

void runServer(requireConfig(process.env));
