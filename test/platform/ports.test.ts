import { silentLogger } from '../../miniprogram/core/base/logger';
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { HostEvent } from '../../miniprogram/core/chat/ports';
import { readConfig } from '../../miniprogram/config';
import { createSecret } from '../../miniprogram/platform/auth';
import { createHostEvents } from '../../miniprogram/platform/host-events';
import { createHttp } from '../../miniprogram/platform/http';
import { createLogger } from '../../miniprogram/platform/logger';
import { createStorage } from '../../miniprogram/platform/storage';
import { errorOf } from '../support/chat-rig';
import { flushPromises } from '../support/manual-clock';
import { createNodeWx, type NodeWx } from '../support/node-wx';

const phones: NodeWx[] = [];
const phone = (options: Parameters<typeof createNodeWx>[0] = {}): NodeWx => {
  const made = createNodeWx(options);
  phones.push(made);
  return made;
};

afterEach(async () => {
  await Promise.all(phones.splice(0).map((one) => one.close()));
});

describe('storage', () => {
  test('[SS43] reads back what was written, an absent key as undefined, and lists its keys', () => {
    const storage = createStorage(phone().wx);
    storage.set('mc1:a', { n: [1, 'x'] });
    expect(storage.get('mc1:a')).toEqual({ n: [1, 'x'] });
    expect(storage.get('mc1:b')).toBeUndefined();
    expect(storage.keys()).toEqual(['mc1:a']);
    storage.remove('mc1:a');
    expect(storage.keys()).toEqual([]);
  });

  test('[SS44, SY50] a full phone is storage_full, and the older value is still there', () => {
    const storage = createStorage(phone().wx);
    storage.set('mc1:a', 'old');
    const write = (): void => storage.set('mc1:a', 'x'.repeat(2 * 1024 * 1024));
    expect(write).toThrow(ChatError);
    expect(write).toThrow('full');
    expect(storage.get('mc1:a')).toBe('old');
  });
});

describe('events of the phone', () => {
  test('[SS45] {P10} come as one stream, and close takes off exactly the own listeners', () => {
    const { wx, control } = phone();
    const foreign = jest.fn();
    wx.onAppHide(foreign);
    const events = createHostEvents(wx, silentLogger);
    const heard: HostEvent[] = [];
    events.on((event) => heard.push(event));
    control.emit('NetworkStatusChange', { isConnected: false, networkType: 'none' });
    control.setWeak(true);
    control.memoryWarning(10);
    control.emit('AppHide', { reason: 3 });
    control.emit('AppShow', {});
    expect(heard).toEqual([
      { kind: 'network', connected: false, type: 'none' },
      { kind: 'weak_network', weak: true },
      { kind: 'memory_warning', level: 10 },
      { kind: 'hide', covered: false },
      { kind: 'show' },
    ]);
    events.close();
    control.emit('AppHide', { reason: 3 });
    expect(heard).toHaveLength(5);
    expect(foreign).toHaveBeenCalledTimes(2);
    expect(control.listenerCount('AppHide')).toBe(1);
    expect(control.listenerCount('AppShow')).toBe(0);
  });

  test('[SS68] hiding by a page of WeChat itself is told as such, and a start without a network is told', async () => {
    const { wx, control } = phone();
    control.setNetwork('none');
    const heard: HostEvent[] = [];
    const events = createHostEvents(wx, silentLogger);
    events.on((event) => heard.push(event));
    control.emit('AppHide', { reason: 2 });
    control.emit('AppHide', {});
    await flushPromises();
    expect(heard).toEqual([
      { kind: 'hide', covered: true },
      { kind: 'hide', covered: false },
      { kind: 'network', connected: false, type: 'none' },
    ]);
    events.close();
    const closed = createHostEvents(wx, silentLogger);
    closed.on((event) => heard.push(event));
    closed.close();
    await flushPromises();
    expect(heard).toHaveLength(3);
  });

  test('[SS95] {H2} what the phone said about its network at the start is nothing after what it told since', () => {
    let answer: (type: string) => void = () => undefined;
    let tell: (connected: boolean) => void = () => undefined;
    const events = createHostEvents(
      {
        getNetworkType: ({ success }) => void (answer = (networkType) => success({ networkType })),
        onNetworkStatusChange: (listener) =>
          void (tell = (isConnected) => listener({ isConnected, networkType: 'wifi' })),
      },
      silentLogger,
    );
    const heard: HostEvent[] = [];
    events.on((event) => heard.push(event));
    tell(true);
    answer('none');
    expect(heard).toEqual([{ kind: 'network', connected: true, type: 'wifi' }]);
  });

  test('[SS46, SY14] a host without these events is no error', () => {
    const events = createHostEvents({}, silentLogger);
    expect(() => events.close()).not.toThrow();
    expect(createLogger({})).toBe(silentLogger);
  });
});

describe('HTTP', () => {
  test('[SS39] a server that is not there rejects as network, with the address in the message', async () => {
    const error = await errorOf(createHttp(phone().wx).post('http://127.0.0.1:9/api/login', {}));
    expect(error.kind).toBe('network');
    expect(error.message).toContain('http://127.0.0.1:9/api/login');
  });
});

describe('secrets and configuration', () => {
  test("[SS47] a guest key comes from the phone's own source of chance, and from ours without one", async () => {
    const { wx } = phone();
    const [one, two] = await Promise.all([createSecret(wx, () => 0), createSecret(wx, () => 0)]);
    expect(one).toMatch(/^[0-9a-f]{48}$/);
    expect(two).not.toBe(one);
    expect(await createSecret({ login: wx.login }, () => 0)).toBe('A'.repeat(32));
  });

  test('[SS48] the server is chosen by the version people run; only develop takes the preview server', () => {
    const env = { PREVIEW_SERVER_URL: 'http://192.168.1.5:8080' };
    const as = (envVersion: 'develop' | 'trial' | 'release') => ({
      env,
      getAccountInfoSync: () => ({ miniProgram: { envVersion } }),
    });
    expect(readConfig(as('develop')).serverUrl).toBe('http://192.168.1.5:8080');
    expect(readConfig({ ...as('develop'), env: {} }).serverUrl).toBe('http://localhost:8080');
    expect(readConfig(as('release')).serverUrl).toMatch(/^https:/);
    expect(readConfig({}).serverUrl).toMatch(/^https:/);
    expect(readConfig({}).transport).toBe('global');
  });
});
