/**
 * "Remind me": WeChat asks the person whether one message may be sent while they are away. Only called from a tap, which
 * the platform demands. Without a template, or on a phone without the API, nothing is offered.
 */
import type { Clock } from '../core/base/clock';
import { answerWithin } from './answer-within';
import { systemClock } from './clock';

/** A person reads and decides; nothing else waits for it. */
export const REMINDER_DECISION_MS = 600_000;

/** What is used of `wx` here. */
export interface WxReminderApi {
  requestSubscribeMessage?(option: {
    readonly tmplIds: string[];
    readonly success: (answer: object) => void;
    readonly fail: () => void;
  }): unknown;
}

/** One agreement is good for one message. */
export interface Reminders {
  readonly isOffered: boolean;
  /** `failed`: the person has turned such messages off as a whole, or the phone has no network. */
  ask(): Promise<'accepted' | 'refused' | 'failed'>;
}

/** Without a template there is nothing to offer. */
export function createReminders(
  wx: WxReminderApi,
  templateId: string,
  clock: Clock = systemClock,
): Reminders {
  type Outcome = Awaited<ReturnType<Reminders['ask']>>;
  return {
    get isOffered() {
      return templateId !== '' && wx.requestSubscribeMessage !== undefined;
    },
    ask() {
      if (templateId === '') return Promise.resolve('failed');
      const ask = (resolve: (outcome: Outcome) => void): void => {
        if (!wx.requestSubscribeMessage) return resolve('failed');
        wx.requestSubscribeMessage({
          tmplIds: [templateId],
          success(answer) {
            const answered: unknown = Object.entries(answer).find(([id]) => id === templateId)?.[1];
            resolve(answered === 'accept' ? 'accepted' : answered === 'reject' ? 'refused' : 'failed');
          },
          fail: () => resolve('failed'),
        });
      };
      return answerWithin<Outcome>(clock, REMINDER_DECISION_MS, ask, () => 'failed');
    },
  };
}
