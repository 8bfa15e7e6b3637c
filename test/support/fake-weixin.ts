/** WeChat's `auth.code2Session` as the documentation has it: a code works once; JSON that calls itself text. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeWeixin {
  readonly url: string;
  /** Queries of all requests. */
  readonly asked: readonly Readonly<Record<string, string>>[];
  /** `code` belongs to `openId`, once. */
  issue(code: string, openId: string): void;
  /** From now on every answer is this errcode. */
  failWith(errcode: number): void;
  close(): Promise<void>;
}

export async function startFakeWeixin(appId: string, secret: string): Promise<FakeWeixin> {
  const codes = new Map<string, string>();
  const asked: Record<string, string>[] = [];
  let failure = 0;

  const answer = (path: string, query: Record<string, string>): object => {
    const openId = codes.get(query['js_code'] ?? '');
    if (failure !== 0) return { errcode: failure, errmsg: 'system error' };
    const isKnown = path === '/sns/jscode2session' && query['appid'] === appId && query['secret'] === secret;
    if (!isKnown) return { errcode: 40125, errmsg: 'invalid appsecret' };
    if (openId === undefined) return { errcode: 40029, errmsg: 'invalid code' };
    codes.delete(query['js_code'] ?? '');
    return { openid: openId, session_key: 'c2Vzc2lvbg==' };
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://weixin');
    const query = Object.fromEntries(searchParams);
    asked.push(query);
    response.setHeader('Content-Type', 'text/plain').end(JSON.stringify(answer(pathname, query)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    issue: (code, openId) => void codes.set(code, openId),
    failWith: (errcode) => void (failure = errcode),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
