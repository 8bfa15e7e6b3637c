/**
 * "Remind me": WeChat asks the person whether one message may be sent while they are away. Only called from a tap, which
 * the platform demands. Without a template, or on a phone without the API, nothing is offered.
 */
export interface WxReminderApi {
  requestSubscribeMessage?(option: {
    readonly tmplIds: string[];
    readonly success: (answer: object) => void;
    readonly fail: () => void;
  }): unknown;
}

export interface Reminders {
  readonly isOffered: boolean;
  /** `failed`: the person has turned such messages off as a whole, or the phone has no network. */
  ask(): Promise<'accepted' | 'refused' | 'failed'>;
}

export function createReminders(wx: WxReminderApi, templateId: string): Reminders {
  return {
    get isOffered() {
      return templateId !== '' && wx.requestSubscribeMessage !== undefined;
    },
    ask: () =>
      new Promise((resolve) => {
        if (!wx.requestSubscribeMessage || templateId === '') return resolve('failed');
        wx.requestSubscribeMessage({
          tmplIds: [templateId],
          success(answer) {
            const said: unknown = Object.entries(answer).find(([id]) => id === templateId)?.[1];
            resolve(said === 'accept' ? 'accepted' : said === 'reject' ? 'refused' : 'failed');
          },
          fail: () => resolve('failed'),
        });
      }),
  };
}
