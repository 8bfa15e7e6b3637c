/**
 * Single sends that go wrong while the connection lives: the platform refuses one, says so and sends it all the same, or takes
 * it and it is never seen again.
 * Wraps the wx object of one phone; knows no frames but by their text, to count what the app publishes.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Chance } from './chance';

export interface SendFaults {
  /** How often the platform says that it did not send. */
  readonly untaken: number;
  /** How often it says so, and did. */
  readonly denied: number;
  /** How often it says that it did, and did not. */
  readonly vanished: number;
}

export const NO_SEND_FAULTS: SendFaults = { untaken: 0, denied: 0, vanished: 0 };

const ANSWER_MS = 5;

interface SendOption {
  readonly data: string | ArrayBuffer;
  readonly success?: (result: { errMsg: string }) => void;
  readonly fail?: (result: { errMsg: string }) => void;
}

export interface SendFaultsOptions {
  /** The phone's own: an app that was ended hears nothing. */
  readonly clock: Clock;
  readonly chance: Chance;
  readonly faults: () => SendFaults;
  /** Each message that carries text. */
  readonly onText: (text: string) => void;
  /** Of these, those that the platform refused. */
  readonly onSendRefused: (text: string) => void;
}

export function spoilSends(wx: WechatMiniprogram.Wx, options: SendFaultsOptions): WechatMiniprogram.Wx {
  const { clock, chance, faults, onText, onSendRefused } = options;
  const spoil =
    (send: (option: SendOption) => unknown) =>
    (option: SendOption): void => {
      if (typeof option.data === 'string') onText(option.data);
      const { untaken, denied, vanished } = faults();
      const refuse = (): void => {
        if (typeof option.data === 'string') onSendRefused(option.data);
        clock.after(ANSWER_MS, () => option.fail?.({ errMsg: 'sendSocketMessage:fail on purpose' }));
      };
      if (chance.hits(untaken)) refuse();
      else if (chance.hits(denied)) {
        refuse();
        send({ data: option.data, success: () => undefined, fail: () => undefined });
      } else if (chance.hits(vanished)) {
        clock.after(ANSWER_MS, () => option.success?.({ errMsg: 'sendSocketMessage:ok' }));
      } else send(option);
    };
  const connectSocket: typeof wx.connectSocket = (option) => {
    // What the call returns is a quirk of the phone: a task, a promise of one, or nothing.
    const returned: unknown = wx.connectSocket(option);
    const spoilTask = (task: unknown): unknown => {
      if (typeof task !== 'object' || task === null || !('send' in task)) return task;
      const { send } = task as WechatMiniprogram.SocketTask;
      return Object.create(task, { send: { value: spoil((sent) => send(sent)) } });
    };
    const spoiled = returned instanceof Promise ? returned.then(spoilTask) : spoilTask(returned);
    return spoiled as WechatMiniprogram.SocketTask;
  };
  const sendSocketMessage = spoil((sent) => wx.sendSocketMessage(sent));
  return Object.create(wx, {
    connectSocket: { value: connectSocket },
    sendSocketMessage: { value: sendSocketMessage },
  }) as WechatMiniprogram.Wx;
}
