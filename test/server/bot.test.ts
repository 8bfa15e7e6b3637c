/**
 * 小助手 in a real room: whom it greets, when it answers, and that it never talks to itself.
 */
import { answer, detectLanguage, greeting, isAddressed } from '../../server/bot/answers';
import { createGreetingPace } from '../../server/bot/greeting-pace';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { connectPhone, openPhone, type TestPhone } from '../support/test-phone';
import { guestKey, startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;

beforeEach(async () => {
  clock = createManualClock();
  server = await startTestServer({ clock, bot: true });
});
afterEach(() => server.close());

/** Lets a signal go to the server and back, so that what was sent before has been handled. */
async function settle(phone: TestPhone): Promise<void> {
  const id = `settle-${phone.frames.length}-${Math.random().toString(36).slice(2)}`;
  phone.send({ type: 'ping', id });
  await phone.next('pong', (pong) => pong.id === id);
}

/** Moves time in steps until the bot has said all it will. */
async function letItSpeak(phone: TestPhone): Promise<void> {
  for (let i = 0; i < 6; i += 1) {
    await settle(phone);
    await clock.advance(1_000);
  }
  await settle(phone);
}

const botTexts = (phone: TestPhone): string[] =>
  phone.frames.flatMap((frame) =>
    frame.type === 'msg' && frame.user === 'bot' && frame.body.kind === 'text' ? [frame.body.text] : [],
  );

test('[SV100] a newcomer is greeted once in the lobby, after a moment of typing, and never again', async () => {
  const ann = await connectPhone(server, 'Ann');
  expect(botTexts(ann)).toEqual([]);
  await letItSpeak(ann);
  const typing = ann.frames.flatMap((frame) => (frame.type === 'typing' ? [frame.on] : []));
  expect(typing).toEqual([true, false]);
  expect(botTexts(ann)).toEqual([expect.stringContaining('Ann')]);
  await ann.close();
  await server.restart();
  const again = await connectPhone(server, 'Ann');
  await letItSpeak(again);
  expect(botTexts(again)).toEqual([]);
});

test('[SV520] {K8} a few who come at once are greeted, of a crowd nobody after them, and nobody late', async () => {
  const ann = await connectPhone(server, 'Ann');
  const crowd: TestPhone[] = [];
  for (let i = 0; i < 8; i += 1) crowd.push(await connectPhone(server, `Guest ${i}`));
  await letItSpeak(ann);
  expect(botTexts(ann)).toHaveLength(3);
  for (let i = 8; i < 14; i += 1) {
    await clock.advance(5_000);
    await connectPhone(server, `Guest ${i}`);
  }
  await letItSpeak(ann);
  expect(botTexts(ann)).toHaveLength(3);
  await clock.advance(30_000);
  await server.restart();
  const bob = await connectPhone(server, 'Bob');
  const late = await connectPhone(server, 'Guest 7');
  await letItSpeak(bob);
  expect(botTexts(bob)).toEqual([expect.stringContaining('Bob')]);
  await Promise.all([...crowd, late].map((phone) => phone.close()));
});

test('[SV520] the pace of the greetings holds for those who come one by one, and with a clock that is set back', () => {
  let now = 1_000_000;
  const isGreeted = createGreetingPace({ now: () => now });
  const after = (ms: number): boolean => {
    now += ms;
    return isGreeted();
  };
  expect([0, 0, 0, 0].map(after)).toEqual([true, true, true, false]);
  expect([29_999, 29_999, 29_999].map(after)).toEqual([false, true, true]);
  expect(Array.from({ length: 20 }, () => after(10_000)).filter(Boolean)).toHaveLength(20);
  expect(Array.from({ length: 120 }, () => after(1_000)).filter(Boolean).length).toBeLessThan(4);
  expect(after(-3_600_000)).toBe(true);
});

test('[SV101] it answers a person who is alone, in the language of the message', async () => {
  const ann = await connectPhone(server, 'Ann');
  await letItSpeak(ann);
  ann.publish('tea', 'hello');
  await letItSpeak(ann);
  ann.publish('tea', '帮助');
  await letItSpeak(ann);
  const [, english, chinese] = botTexts(ann);
  expect(english).toMatch(/Ann/);
  expect(english).toMatch(/^(Hello|Hi)/);
  expect(chinese).toMatch(/我会这些/);
});

test('[SV102] when people talk to each other it keeps quiet until it is called, and answers questions in help', async () => {
  const ann = await connectPhone(server, 'Ann');
  const bob = await connectPhone(server, 'Bob');
  await letItSpeak(ann);
  const before = botTexts(bob).length;
  ann.publish('lobby', 'shall we?');
  ann.publish('help', 'just talking');
  await letItSpeak(ann);
  expect(botTexts(bob)).toHaveLength(before);
  ann.publish('lobby', '@小助手 几点了');
  await letItSpeak(ann);
  expect(botTexts(bob)[before]).toMatch(/现在是 \d\d:\d\d/);
  ann.publish('help', 'how do I join a room?');
  await letItSpeak(ann);
  expect(botTexts(bob)[before + 1]).toMatch(/room code/);
});

test('[SV103] it answers no notice and not itself, one at a time, and not without end', async () => {
  const ann = await connectPhone(server, 'Ann');
  await letItSpeak(ann);
  for (let i = 0; i < 3; i += 1) ann.publish('lobby', `help ${i}`);
  await letItSpeak(ann);
  expect(botTexts(ann)).toHaveLength(2);
  await letItSpeak(ann);
  expect(botTexts(ann)).toHaveLength(2);
  for (let i = 0; i < 12; i += 1) {
    ann.publish('lobby', `小助手 ${i}`);
    await settle(ann);
    await clock.advance(600);
    await settle(ann);
    await clock.advance(2_000);
  }
  await letItSpeak(ann);
  const answered = botTexts(ann).length - 2;
  expect(answered).toBeGreaterThan(3);
  expect(answered).toBeLessThan(12);
});

test('[SV104] a person who chose English is greeted in English', async () => {
  const { body } = await server.post('/api/login', { guestKey: guestKey('e'), name: 'Eve', language: 'en' });
  const eve = await openPhone(server, { ticket: (body as { ticket: string }).ticket });
  await eve.hello();
  await letItSpeak(eve);
  expect(botTexts(eve)[0]).toMatch(/^Welcome, Eve/);
});

test('[SV104] the language of an answer follows the letters, else the person', () => {
  expect(detectLanguage('你好 hello', 'en')).toBe('zh-CN');
  expect(detectLanguage('@小助手 hello', 'zh-CN')).toBe('en');
  expect(detectLanguage('😀 123', 'en')).toBe('en');
  expect(['@bot hi', '小助手在吗', 'help', '/time', '几点了？'].map(isAddressed)).toEqual(
    Array(5).fill(true),
  );
  expect(['helpful people', 'the robot', '他的时间'].map(isAddressed)).toEqual([false, false, false]);
  const long = answer({ text: '😀'.repeat(300), language: 'en', name: 'A', now: new Date(0) }, () => 0);
  expect([...long].length).toBeLessThan(80);
});

test.each(['en', 'zh-CN'] as const)(
  '[UI313] {K18} no name and no text turns a sentence of the bot (%s)',
  (language) => {
    const name = 'דנה';
    const isolated = `\u2068${name}\u2069`;
    const now = new Date(0);
    expect(greeting(name, language)).toContain(isolated);
    for (const way of [0, 0.6]) {
      expect(
        answer({ text: language === 'en' ? 'hello' : '你好', language, name, now }, () => way),
      ).toContain(isolated);
    }
    const said = answer({ text: `one\n\u202etwo\nthree`, language, name, now }, () => 0);
    expect(said).toContain('one\n\u2068\u202etwo\u2069\nthree');
  },
);

test.each(['en', 'zh-CN'] as const)('[SV208] the day begins at 00:00 (%s)', (language) => {
  const at = (hour: number, minute: number): string => {
    const now = new Date(2026, 1, 28, hour, minute);
    return answer({ text: '/time', language, name: 'A', now }, () => 0);
  };
  expect(at(0, 5)).toContain(' 00:05');
  expect(at(23, 59)).toContain(' 23:59');
});

test('[SV105] the seeded rooms have a history from the past, the same after a restart', async () => {
  const read = async (): Promise<string[]> => {
    const phone = await connectPhone(server, 'Reader');
    const lobby = phone.welcome.rooms.find(({ room }) => room === 'lobby');
    phone.send({ type: 'history', id: 'h', room: 'lobby', epoch: lobby?.epoch, before: 1_000, limit: 100 });
    const { messages } = await phone.next('page');
    await phone.close();
    const times = messages.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(clock.now());
    return messages.filter(({ user }) => user.startsWith('seed-')).map(({ clientId }) => clientId);
  };
  const first = await read();
  expect(first.length).toBeGreaterThan(8);
  await server.restart();
  expect(await read()).toEqual(first);
});
