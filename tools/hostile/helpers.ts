/**
 * Processes beside the server, each with an event loop of its own, and how they are asked. Knows nothing of what they do.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** One question at a time. */
export interface Helper {
  readonly pid: number | undefined;
  tell(order: object): void;
  /** Rejects when it ends instead of answering. */
  ask<T>(order: object): Promise<T>;
  close(): void;
}

function answerOf<T>(child: ChildProcess, name: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const ended = (): void => reject(new Error(`the process of ${name} has ended`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as T);
    });
  });
}

/** `name`: of a file beside this one. */
export function startHelper(name: 'attacker' | 'honest-child'): Helper {
  const child = fork(join(__dirname, `${name}.ts`), { execArgv: ['--import', 'tsx'] });
  return {
    pid: child.pid,
    tell: (order) => void child.send(order),
    ask(order) {
      child.send(order);
      return answerOf(child, name);
    },
    close() {
      if (child.connected) child.disconnect();
    },
  };
}
