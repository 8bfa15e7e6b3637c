/** Signing in on a phone whose `wx.login` fails, is silent or gives a code again. */
import { flushPromises } from '../support/manual-clock';
import { createSignInRig as createRig, whoIs, type Login } from '../support/sign-in-rig';

async function isAnn(): Promise<Map<string, unknown>> {
  const rig = createRig();
  rig.client.chat.start();
  await flushPromises();
  expect(whoIs(rig)).toBe('Ann');
  rig.client.close();
  return rig.values;
}

const BAD: Readonly<Record<string, Login>> = {
  fails: ({ fail }) => fail({ errMsg: 'login:fail' }),
  'fails without a word': ({ fail }) => fail(),
  'gives an empty code': ({ success }) => success({ code: '' }),
  'never answers': () => undefined,
  throws: () => {
    throw new Error('login is broken');
  },
  'gives a code that was used': ({ success }) => success({ code: 'code-used' }),
};

test.each(Object.entries(BAD))(
  '[SS110] {H4} a person whose wx.login %s stays who they are, and is in again once it works',
  async (_how, bad) => {
    const values = await isAnn();
    const rig = createRig(values);
    const { login } = rig;
    rig.login = bad;
    rig.client.chat.start();
    await rig.clock.advance(120_000);
    const refused = rig.client.account.updateProfile({ name: 'Anna' });
    const told = expect(refused).rejects.toMatchObject({ kind: 'no_sign_in' });
    await rig.clock.advance(30_000);
    await told;
    expect(rig.asked.filter(({ code }) => code === undefined)).toEqual([]);
    expect(whoIs(rig)).toBe('Ann');
    rig.login = login;
    await rig.clock.advance(60_000);
    expect(whoIs(rig)).toBe('Ann');
    expect(rig.asked[rig.asked.length - 1]?.code).toMatch(/^code-\d+$/);
    rig.client.close();
  },
);

test('[SS110] {H4} nor does somebody new begin as a guest because of it', async () => {
  const rig = createRig();
  const { login } = rig;
  rig.login = ({ fail }) => fail({ errMsg: 'login:fail' });
  rig.client.chat.start();
  await rig.clock.advance(60_000);
  expect([whoIs(rig), rig.asked]).toEqual([undefined, []]);
  rig.login = login;
  await rig.clock.advance(60_000);
  expect(whoIs(rig)).toBe('Ann');
});

test('[SS111] {H4} only where there is no sign-in at all people are guests', async () => {
  const rig = createRig(new Map(), { hasLogin: false });
  rig.client.chat.start();
  await flushPromises();
  expect(whoIs(rig)).toBe('Guest');
});
