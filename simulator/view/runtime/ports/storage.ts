/** `localStorage` as the storage of the simulated phone; the phone itself puts the person's name before each key. */
import type { KeyValueBackend } from '../../../wx/ports';

export const browserStorage: KeyValueBackend = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
};
