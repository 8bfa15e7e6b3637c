/**
 * Containers of WeChat Cloud Run and of Douyin Cloud as something that connects: no domain has to be configured for them. The
 * `url` of the socket is the path in the container. Knows no reconnecting.
 *
 * wx: `wx.cloud.connectContainer` (base library 2.21.1) gives its task by a promise when it is called without callbacks, so
 * that the task is late and the connection may be open by then.
 */
import {
  isTask,
  type WxCloseOption,
  type WxConnectSocketOption,
  type WxSocketTask,
} from '../../../../miniprogram/platform/wx-socket-api';
import { createTaskListeners, type AdaptedApi, type TaskListeners } from './task-listeners';

/** `wx.cloud`, or what `new wx.cloud.Cloud(…)` makes. */
export interface WxCloudLike {
  connectContainer(option: never): unknown;
}

/** Which container: `env` only where it is not the one of `wx.cloud.init`. */
export interface WxContainer {
  readonly service: string;
  readonly env?: string;
}

const OPEN = 1;
const readFailure = (thrown: unknown): { readonly errMsg: string } => {
  const { errMsg, message } = (thrown ?? {}) as { readonly errMsg?: unknown; readonly message?: unknown };
  const words = [errMsg, message].find((each) => typeof each === 'string');
  return { errMsg: (words as string | undefined) ?? 'no reason given' };
};

/** Stands for a task until it comes. */
class LateTask {
  private readonly listeners: TaskListeners = createTaskListeners();
  private task: WxSocketTask | null = null;
  private isOpen = false;
  private isOver = false;
  private asked: WxCloseOption | null = null;
  readonly on = this.listeners.on;

  came(task: WxSocketTask): void {
    this.task = task;
    task.onOpen(() => this.opened());
    task.onMessage((message) => {
      // It came before anybody could hear that it is open.
      this.opened();
      this.listeners.tell('message', message);
    });
    task.onError?.((failure) => this.listeners.tell('error', failure));
    task.onClose((close) => {
      this.isOver = true;
      this.listeners.tell('close', close);
    });
    if (this.asked) task.close(this.asked);
    if ((task as { readonly readyState?: unknown }).readyState === OPEN) this.opened();
  }

  never(thrown: unknown): void {
    this.isOver = true;
    this.listeners.tell('error', readFailure(thrown));
  }

  send: WxSocketTask['send'] = (option) =>
    this.task ? this.task.send(option) : option.fail?.({ errMsg: 'the connection is not open' });

  close: WxSocketTask['close'] = (option) => {
    if (this.isOver) return option.fail?.({ errMsg: 'closed already' });
    if (this.task) return this.task.close(option);
    this.asked = option;
  };

  private opened(): void {
    if (this.isOpen || this.isOver) return;
    this.isOpen = true;
    this.listeners.tell('open', undefined);
  }
}

function pick({
  url,
  header,
  protocols,
  tcpNoDelay,
  perMessageDeflate,
  timeout,
}: WxConnectSocketOption): object {
  const given = { path: url, header, protocols, tcpNoDelay, perMessageDeflate, timeout };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** For `createSocket`, whose `url` is then a path such as `/ws`: `fromCloud(wx.cloud, { service: 'chat' })`. */
export function fromCloud(cloud: WxCloudLike, { service, env }: WxContainer): AdaptedApi {
  const native = cloud as unknown as { connectContainer(option: object): Promise<{ socketTask?: unknown }> };
  return {
    connectSocket(option): WxSocketTask {
      const late = new LateTask();
      const config = env === undefined ? {} : { config: { env } };
      void native.connectContainer({ ...pick(option), service, ...config }).then(
        (result) => {
          const task: unknown = (result as typeof result | undefined)?.socketTask;
          if (isTask(task)) late.came(task);
          else late.never({ errMsg: 'connectContainer gave no task' });
        },
        (thrown: unknown) => late.never(thrown),
      );
      return { ...late.on, send: late.send, close: late.close };
    },
  };
}

/** What `tt.createCloud({ envID })` makes. */
export interface DouyinCloudLike {
  connectContainer(option: never): unknown;
}

/** For `createSocket`, as `fromCloud`; here the task comes at once. */
export function fromDouyinCloud(
  cloud: DouyinCloudLike,
  container: { readonly serviceID?: string } = {},
): AdaptedApi {
  const native = cloud as unknown as { connectContainer(option: object): unknown };
  return {
    connectSocket({ url, header, success, fail }) {
      const asked = { path: url, ...(header ? { header } : {}), ...container, success, fail };
      const task = native.connectContainer(asked);
      return isTask(task) ? task : undefined;
    },
  };
}
