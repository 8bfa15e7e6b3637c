import { silentLogger } from '../../miniprogram/core/base/logger';
import type { KeyValueStorage } from '../../miniprogram/core/chat/ports';
import type { SystemSettings } from '../../miniprogram/platform/system';
import { StoredSettings } from '../../miniprogram/services/settings';

const DEFAULT_URL = 'http://localhost:8080';
const SYSTEM: SystemSettings = { language: 'zh_CN', isDark: false, onDark: () => () => undefined };

function createStorage(): KeyValueStorage {
  const values = new Map<string, unknown>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

const open = (storage: KeyValueStorage) =>
  new StoredSettings({ storage, system: SYSTEM, logger: silentLogger, defaultServerUrl: DEFAULT_URL });

test('[SM68] what was set comes back at the next start, and what was not keeps its default', () => {
  const storage = createStorage();
  open(storage).update({ theme: 'dark' });
  expect(open(storage).current).toEqual({ serverUrl: DEFAULT_URL, language: 'auto', theme: 'dark' });
  open(storage).update({ serverUrl: 'chat.example.com:9000' });
  expect(open(storage).current).toEqual({
    serverUrl: 'http://chat.example.com:9000',
    language: 'auto',
    theme: 'dark',
  });
});

test('[SM68] stored nonsense is left out', () => {
  const storage = createStorage();
  open(storage).update({ theme: 'dark' });
  const [key = ''] = storage.keys();
  storage.set(key, { serverUrl: 7, theme: 'pink', language: 'en' });
  expect(open(storage).current).toEqual({ serverUrl: DEFAULT_URL, language: 'en', theme: 'auto' });
});
