/** "Remind me" by WeChat's subscribe messages. */
import { createReminders } from '../../miniprogram/platform/reminders';

type Option = Parameters<NonNullable<Parameters<typeof createReminders>[0]['requestSubscribeMessage']>>[0];

const answering = (answer: object) => ({
  requestSubscribeMessage: ({ success }: Option): void => success({ errMsg: 'ok', ...answer }),
});

test('[UI108] {P12} nothing is offered without a template, or on a phone without the API', async () => {
  expect(createReminders(answering({}), '').isOffered).toBe(false);
  expect(createReminders({}, 'tpl').isOffered).toBe(false);
  expect(createReminders(answering({}), 'tpl').isOffered).toBe(true);
  expect(await createReminders({}, 'tpl').ask()).toBe('failed');
});

test.each([
  [{ tpl: 'accept' }, 'accepted'],
  [{ tpl: 'reject' }, 'refused'],
  [{ tpl: 'ban' }, 'failed'],
  [{}, 'failed'],
])('[UI108] {P12} WeChat answers %j: %s', async (answer, said) => {
  expect(await createReminders(answering(answer), 'tpl').ask()).toBe(said);
});

test('[UI108] {P12} a person who turned such messages off as a whole fails', async () => {
  const wx = { requestSubscribeMessage: ({ fail }: Option): void => fail() };
  expect(await createReminders(wx, 'tpl').ask()).toBe('failed');
});
