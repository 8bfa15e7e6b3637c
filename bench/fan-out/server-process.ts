/**
 * One engine in a process of its own: tells its port, then its CPU time whenever it is asked, and ends when its parent does.
 */
import { startEngine, type EngineName } from './engines';

async function main(): Promise<void> {
  const [name, text] = process.argv.slice(2);
  const engine = await startEngine(name as EngineName, text ?? '');
  process.on('message', (question) => {
    if (question === 'stop') void engine.close().finally(() => process.exit(0));
    const { user, system } = process.cpuUsage();
    if (question === 'cpu') process.send?.({ cpuMicros: user + system });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: engine.port });
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exit(1);
});
