/**
 * Requests of the simulated runtime against a real HTTP server. Sentences are from
 * developers.weixin.qq.com/miniprogram/dev/api/network/request/wx.request, upload and download.
 */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import { createPhones } from './phones';

const phones = createPhones();
let url = '';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly type: string | undefined;
  readonly body: string;
}

/** Tells what it saw; `/plain` answers text, `/missing` 404, `/deaf` never. */
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url: asked = '' } = request;
    if (asked === '/deaf') return;
    const seen = {
      method,
      url: asked,
      type: request.headers['content-type'],
      body: Buffer.concat(chunks).toString(),
    };
    response.statusCode = asked === '/missing' ? 404 : 200;
    response.setHeader('X-Answer', 'yes');
    response.end(asked === '/plain' ? 'not json' : JSON.stringify(seen));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => phones.closeAll());
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

type Answer = WechatMiniprogram.RequestSuccessCallbackResult;

function request(option: Partial<WechatMiniprogram.RequestOption>): Promise<Answer> {
  const { wx } = phones.create();
  return new Promise((success, fail) => wx.request({ url: `${url}/`, ...option, success, fail }));
}

const seenBy = async (option: Partial<WechatMiniprogram.RequestOption>): Promise<Seen> =>
  (await request(option)).data as unknown as Seen;

test('[SM29] "for GET the data is turned into a query string"', async () => {
  const seen = await seenBy({ url: `${url}/a?x=1`, data: { q: '茶 &', list: [1] } });
  expect(seen).toMatchObject({ method: 'GET', url: '/a?x=1&q=%E8%8C%B6%20%26&list=%5B1%5D', body: '' });
});

test('[SM29] "for POST with application/json the data is serialised as JSON", the default', async () => {
  const seen = await seenBy({ method: 'POST', data: { name: '茶' } });
  expect(seen).toMatchObject({ method: 'POST', type: 'application/json', body: '{"name":"茶"}' });
});

test('[SM29] "for POST with x-www-form-urlencoded the data is turned into a query string"', async () => {
  const header = { 'Content-Type': 'application/x-www-form-urlencoded' };
  expect(await seenBy({ method: 'POST', header, data: { a: 1, b: 'c d' } })).toMatchObject({
    body: 'a=1&b=c%20d',
  });
});

test('[SM29] a string goes out as it is', async () => {
  expect(await seenBy({ method: 'PUT', data: '[1]' })).toMatchObject({ method: 'PUT', body: '[1]' });
});

test('[SM29] dataType: "json: one JSON.parse is tried", text that is not JSON stays text', async () => {
  expect((await request({ url: `${url}/plain` })).data).toBe('not json');
  expect(typeof (await request({ dataType: 'other' as '其他' })).data).toBe('string');
});

test('[SM29] responseType arraybuffer gives bytes', async () => {
  const { data } = await request({ url: `${url}/plain`, responseType: 'arraybuffer' });
  expect(Buffer.from(data as ArrayBuffer).toString()).toBe('not json');
});

test('[SM29] success: "the server answered", whatever the status code', async () => {
  const answer = await request({ url: `${url}/missing` });
  expect(answer).toMatchObject({ statusCode: 404, errMsg: 'request:ok', header: { 'x-answer': 'yes' } });
});

test('[SM29] request returns a task, not a promise, and its complete comes with the same result', async () => {
  const clock = createManualClock();
  const { wx } = phones.create({ clock });
  const results: unknown[] = [];
  await new Promise<void>((resolve) => {
    const task = wx.request({
      url: `${url}/plain`,
      success: (result) => results.push(result),
      complete(result) {
        results.push(result);
        resolve();
      },
    });
    task.onHeadersReceived(({ header }) => results.push(header));
    expect(task).not.toHaveProperty('then');
  });
  expect(results[0]).toMatchObject({ 'x-answer': 'yes' });
  expect(results[1]).toBe(results[2]);
  expect(clock.pending).toBe(0);
});

test.each([
  [{ url: 'ftp://a' }, 'invalid url "ftp://a"'],
  [{ method: 'FETCH' as 'GET' }, 'invalid method "FETCH"'],
])('[SM30] %j is refused', async (option, reason) => {
  await expect(request(option)).rejects.toMatchObject({ errMsg: `request:fail ${reason}` });
});

test('[SM30] timeout: "in milliseconds", and abort after it calls nothing', async () => {
  const clock = createManualClock();
  const { wx } = phones.create({ clock });
  const told: string[] = [];
  const task = wx.request({
    url: `${url}/deaf`,
    timeout: 3_000,
    complete: ({ errMsg }) => told.push(errMsg),
  });
  await clock.advance(3_000);
  task.abort();
  await flushPromises();
  expect(told).toEqual(['request:fail timeout']);
  expect(clock.pending).toBe(0);
});

test('[SM30] RequestTask.abort: "interrupts the request"', async () => {
  const { wx } = phones.create();
  const failed = new Promise((resolve) => {
    const task = wx.request({ url: `${url}/deaf`, fail: resolve });
    task.abort();
    task.abort();
  });
  expect(await failed).toEqual({ errMsg: 'request:fail abort' });
});

test('[SM30] a server that is not there fails; so does a phone without network', async () => {
  const gone = http.createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  await expect(request({ url: `http://127.0.0.1:${String(port)}/` })).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^request:fail \S/) as string,
  });
  const { control, wx } = phones.create();
  control.setNetwork('none');
  const failed = new Promise((resolve) => wx.request({ url, fail: resolve }));
  expect(await failed).toMatchObject({ errMsg: 'request:fail net::ERR_INTERNET_DISCONNECTED' });
});

test('[SM24] a change of the network ends a request that is under way', async () => {
  const { control, wx } = phones.create();
  const failed = new Promise((resolve) => wx.request({ url: `${url}/deaf`, fail: resolve }));
  control.setNetwork('4g');
  expect(await failed).toMatchObject({ errMsg: 'request:fail net::ERR_NETWORK_CHANGED' });
});

test('[SM31] uploadFile: "a POST with content-type multipart/form-data"', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-test-'));
  const filePath = path.join(folder, 'cat.png');
  fs.writeFileSync(filePath, 'meow');
  const { wx } = phones.create();
  const answer = await new Promise<WechatMiniprogram.UploadFileSuccessCallbackResult>((success, fail) =>
    wx.uploadFile({ url, filePath, name: 'file', formData: { by: 'anna' }, success, fail }),
  );
  fs.rmSync(folder, { recursive: true });
  expect(answer).toMatchObject({ statusCode: 200, errMsg: 'uploadFile:ok' });
  const seen = JSON.parse(answer.data) as Seen;
  expect(seen).toMatchObject({
    method: 'POST',
    type: expect.stringMatching(/^multipart\/form-data/) as string,
  });
  expect(seen.body).toMatch(/name="by"\s+anna[^]*name="file"; filename="cat.png"[^]*meow/);
});

test('[SM31] downloadFile: "the local temporary path of the file"', async () => {
  const { wx } = phones.create();
  const answer = await new Promise<WechatMiniprogram.DownloadFileSuccessCallbackResult>((success, fail) =>
    wx.downloadFile({ url: `${url}/plain`, success, fail }),
  );
  expect(fs.readFileSync(answer.tempFilePath, 'utf8')).toBe('not json');
  expect(answer).toMatchObject({ statusCode: 200, errMsg: 'downloadFile:ok' });
});

test('[SM2] without an http port a request fails and says why', async () => {
  const { wx } = phones.create({ ports: { http: undefined } });
  const failed = new Promise((resolve) => wx.request({ url, fail: resolve }));
  expect(await failed).toEqual({ errMsg: 'request:fail no http port in this simulator' });
});
