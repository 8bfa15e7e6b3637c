/** Questions to people as a phone shows them: what it refuses to show is no answer. */
import { en } from '../../../miniprogram/i18n/en';
import { zhCN } from '../../../miniprogram/i18n/zh-CN';
import {
  askText,
  askYesNo,
  chooseAction,
  showNote,
  tell,
  type ButtonKey,
} from '../../../miniprogram/utils/dialogs';
import { createNodeWx } from '../../support/node-wx';

const wxOf = (calls: object): void => {
  (globalThis as { wx?: unknown }).wx = calls;
};
afterEach(() => wxOf({}));

const isButton = (key: string): key is ButtonKey => key.startsWith('button.');
const BUTTONS = Object.keys(zhCN).filter(isButton);
const question = { language: 'en', title: 'Sure?', confirm: 'button.ok', placeholder: '' } as const;

test('[UI399] every button of a dialog has one to four characters in each language', () => {
  const labels = BUTTONS.flatMap((key) => [en[key], zhCN[key]]);
  expect(labels.filter((label) => [...label].length < 1 || [...label].length > 4)).toEqual([]);
  expect(BUTTONS).toContain('button.cancel');
});

test('[UI399] the simulated phone shows a dialog with each of them', async () => {
  const { wx, close } = createNodeWx({
    user: 'Ann',
    ports: { ui: { showModal: () => Promise.resolve({ confirm: false }) } },
  });
  wxOf(wx);
  for (const language of ['en', 'zh-CN'] as const) {
    for (const confirm of BUTTONS) expect(await askYesNo({ ...question, language, confirm })).toBe(false);
  }
  await close();
});

const ASKED: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a question', () => askYesNo(question)],
  ['a question for a text', () => askText(question)],
  ['news', () => tell(question)],
  ['a sheet', () => chooseAction([{ label: 'One', value: 1 }])],
];

test.each(ASKED)('[UI399] %s that the phone does not show rejects with its words', async (_, ask) => {
  const refuse = ({ fail }: { fail(failure: object): void }): void => fail({ errMsg: 'show:fail too long' });
  wxOf({ showModal: refuse, showActionSheet: refuse });
  await expect(ask()).rejects.toThrow('show:fail too long');
});

test('[UI399] a sheet that was closed is no choice, and no mistake', async () => {
  wxOf({ showActionSheet: ({ fail }: { fail(failure: object): void }) => fail({ errMsg: 'x:fail cancel' }) });
  expect(await chooseAction([{ label: 'One', value: 1 }])).toBeNull();
});

test('[UI402] a note stays for as long as its words take to read', () => {
  const stays = (title: string): number => {
    let shown = 0;
    wxOf({ showToast: ({ duration }: { duration: number }) => (shown = duration) });
    showNote(title);
    return shown;
  };
  expect(stays(zhCN['message.forwarded'])).toBe(1_500);
  expect(stays(en['error.knocked'])).toBeGreaterThanOrEqual(5_000);
  expect(stays(zhCN['error.knocked'])).toBeGreaterThanOrEqual(3_000);
  expect(stays('x'.repeat(1_000))).toBe(6_000);
});
