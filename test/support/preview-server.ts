/** The program that browser tests start and kill: the server with a preview that is already built, in `PREVIEW_DIR`. */
import { requireConfig, runServer } from '../../server/run';

void runServer(requireConfig(process.env), process.env.PREVIEW_DIR);
