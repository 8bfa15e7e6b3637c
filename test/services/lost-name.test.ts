/** Signing in at a server that lost one's name. */
import { createApi } from '../../miniprogram/services/api';
import type { Http } from '../../miniprogram/platform/http';

const answering = (data: object): Http => ({ post: async () => ({ status: 200, data }) }) as unknown as Http;

test.each([
  ['', '?'],
  ['Ann\u0000!', 'Ann\ufffd!'],
  ['n'.repeat(60), 'n'.repeat(24)],
])('[LC18] {S15} {K16} whose name is %j there is let in all the same', async (name, shown) => {
  const api = createApi(answering({ user: 'u1', name, avatar: '', ticket: 't', expiresInMs: 1 }));
  expect(await api.login('http://x', { guestKey: 'k', language: 'en' })).toMatchObject({ name: shown });
  expect(await api.updateProfile('http://x', 't', {})).toEqual({ user: 'u1', name: shown, avatar: '' });
});
