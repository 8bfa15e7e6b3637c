/**
 * The server as a program: reads the environment, starts, says where it is, and stops on SIGINT or SIGTERM. Shared by
 * `server/main.ts` and by `npm start`, which builds the preview first.
 */
import { describeError } from '../miniprogram/core/base/logger';
import { describeAddresses } from './announcement';
import { readConfig, type Environment, type ServerConfig } from './config';
import { createLogger } from './log';
import { startServer, type RunningServer } from './server';
import { StartError } from './start-error';

/** Longer than a drain may take; then the process ends whatever hangs. */
const STOP_LIMIT_MS = 10_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function fail(sentence: string): never {
  process.stderr.write(`minichat: ${sentence}\n`);
  process.exit(1);
}

/** A wrong value ends the process with exit code 1 and one sentence on standard error. */
export function requireConfig(env: Environment): ServerConfig {
  const config = readConfig(env);
  return config.ok ? config.value : fail(config.error);
}

/** The first signal stops in good order, a second one at once. */
function stopOnSignals(server: RunningServer): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => fail(`did not stop within ${STOP_LIMIT_MS} ms.`), STOP_LIMIT_MS).unref();
    server.close().then(
      () => process.exit(0),
      (thrown: unknown) => fail(`did not stop in good order: ${describeError(thrown)}.`),
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}

/** Resolves when the server is ready. What keeps it from starting ends the process as in `requireConfig`. */
export async function runServer(config: ServerConfig, staticDir?: string): Promise<RunningServer> {
  const logger = createLogger(config.logLevel);
  // Whatever is made from here on is this user's alone.
  process.umask(0o077);
  try {
    const server = await startServer({
      ...config,
      logger,
      ...(staticDir === undefined ? {} : { staticDir }),
    });
    stopOnSignals(server);
    const { host, port } = server;
    process.stdout.write(
      describeAddresses({ host, port, hasPreview: staticDir !== undefined, access: config }),
    );
    return server;
  } catch (thrown) {
    return fail(thrown instanceof StartError ? thrown.message : describeError(thrown));
  }
}
