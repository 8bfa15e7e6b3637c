import type { Delivery } from '../../../../../miniprogram/core/store/state';
import { ChatList } from '../../../../../miniprogram/pages/chat/list/chat-list';
import { chatView } from '../../../../../miniprogram/pages/chat/chat-view';
import { actionsFor } from '../../../../../miniprogram/pages/chat/menu/pending-actions';
import { roomsView } from '../../../../../miniprogram/pages/rooms/rooms-view';
import { chatState, ME, message, roomId } from '../../../../support/chat-state';
import { NOON, viewContext } from '../../../../support/view-context';

const TEA = roomId('tea');
const own = (delivery: Delivery) => message({ user: ME, id: 'mine', at: NOON, text: 'hello', delivery });
const FAILED = { status: 'failed', code: 'not_joined', reason: 'out', room: 'Tea' } as const;
const waits = (code: 'rate' | 'storage', ms = 3_600_000) =>
  own({ status: 'queued', wait: { code, until: NOON + ms } });

/** The note below the only row. */
function noteOf(pending: ReturnType<typeof own>, change: object = {}): unknown {
  const isSent = pending.delivery.status === 'sent';
  const state = {
    ...chatState({ id: 'tea', ...(isSent ? { items: [pending] } : { pending: [pending] }) }),
    ...change,
  };
  const { list } = chatView(viewContext({ state, language: 'en' }), TEA, new ChatList()).view;
  const rows = list.blocks.flatMap((name) => Object.values(list.block[name]?.rows ?? {}));
  return rows.map((row) => ('note' in row ? row.note : ''))[0];
}

test('[OB68] {K1} what waits says why and until when', () => {
  expect(noteOf(waits('rate'))).toBe('Slow mode: goes out at 13:00');
  expect(noteOf(waits('storage'))).toBe('The server is busy: goes out at 13:00');
});

test('[UI408] {K1} less than a minute is no time of day, which would be now', () => {
  expect([10_000, 59_999, -5_000].map((ms) => noteOf(waits('rate', ms)))).toEqual(
    Array(3).fill('Slow mode: goes out within a minute'),
  );
  expect(noteOf(waits('storage', 10_000))).toBe('The server is busy: goes out within a minute');
  expect(noteOf(waits('rate', 60_000))).toBe('Slow mode: goes out at 12:01');
});

test('[OB68] {H6} what could not be recalled says why', () => {
  const sent = own({ status: 'sent', seq: 1 });
  expect(noteOf(sent, { unrecalled: { [sent.key]: 'too_late' } })).toBe(
    'Could not be recalled: Messages can be recalled within 2 minutes only.',
  );
});

test('[OB68] {H6, H7} what may have arrived is recalled, not deleted; what waits for a room that is gone can be copied', () => {
  const labels = (delivery: Delivery, isUnsure: boolean) =>
    actionsFor('en', own(delivery), isUnsure).map(({ label }) => label);
  expect(labels({ status: 'queued' }, false)).toEqual(['Edit and send', 'Delete']);
  expect(labels({ status: 'queued' }, true)).toEqual(['Edit and send', 'Recall']);
  expect(labels(FAILED, false)).toEqual(['Copy', 'Delete']);
});

test('[RM52] {H7, K3} a room that one is not in any more stays in the list while something was not sent there', () => {
  const { timelines } = chatState({ id: 'tea', pending: [own(FAILED)] });
  const state = { ...chatState({ id: 'pub' }), timelines };
  const { view } = roomsView(viewContext({ state, language: 'en' }));
  expect([view.phase, view.ids]).toEqual(['list', ['tea', 'pub']]);
  expect(view.rows['tea']).toMatchObject({
    name: 'Tea',
    preview: '[Not sent] hello',
    tone: 'failed',
    actions: [],
  });
  const { phase } = chatView(viewContext({ state }), TEA, new ChatList()).view;
  expect(phase).toBe('list');
});

test.each([
  ['before', [1, 0], '[Not sent] hello'],
  ['behind', [0, 1], '[Not sent] hello'],
  ['alone', [1], undefined],
])('[OB95] {H7} one that arrived after all is not what was not sent there (%s)', (_where, which, preview) => {
  const arrived = message({
    user: ME,
    id: 'arrived',
    at: NOON,
    text: 'there',
    delivery: { status: 'sent', seq: 9 },
  });
  const pending = which.map((is) => (is ? arrived : own(FAILED)));
  const state = { ...chatState({ id: 'pub' }), timelines: chatState({ id: 'tea', pending }).timelines };
  const { view } = roomsView(viewContext({ state, language: 'en' }));
  expect(view.rows['tea']?.preview).toBe(preview);
  if (preview) expect(view.rows['tea']?.name).toBe('Tea');
});
