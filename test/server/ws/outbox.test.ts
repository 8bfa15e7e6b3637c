/**
 * The outbox on a socket that the test drives, and the frames it carries.
 */
import { EventEmitter } from 'node:events';
import * as ws from 'ws';
import { createOutboxGroup, type ByteSink } from '../../../server/ws/outbox';
import type { DownFrame } from '../../../miniprogram/core/protocol/down';
import { encodeAround, encodeList, encodeText } from '../../../server/text-frame';

interface FakeSink extends ByteSink {
  readonly writes: Buffer[];
  isFull: boolean;
  drain(): void;
}

function createSink(): FakeSink {
  const events = new EventEmitter();
  return {
    writes: [],
    isFull: false,
    writableLength: 0,
    get writableNeedDrain() {
      return this.isFull;
    },
    write(bytes) {
      this.writes.push(bytes);
      return true;
    },
    cork: () => undefined,
    uncork: () => undefined,
    on: (event, listener) => events.on(event, listener),
    drain() {
      this.isFull = false;
      events.emit('drain');
    },
  };
}

/** The library's own parser; missing in its typings. */
const { Receiver } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => NodeJS.WritableStream & EventEmitter;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const frame = (text: string): Buffer => Buffer.from(text);
const written = (sink: FakeSink): string[] => sink.writes.map(String);

test('[SV514] {S9} what is long leaves together and is copied nowhere', () => {
  const group = createOutboxGroup();
  const sink = createSink();
  const calls: string[] = [];
  sink.cork = () => void calls.push('cork');
  sink.uncork = () => void calls.push(`uncork after ${sink.writes.length}`);
  const outbox = group.create(sink, () => true);
  const frames = [encodeText('x'.repeat(40_000)), encodeText('y'.repeat(40_000))];
  for (const frame of frames) outbox.enqueue(frame);
  group.flush();
  expect(sink.writes.map((bytes) => frames.findIndex((frame) => frame === bytes))).toEqual([0, 1]);
  expect(calls).toEqual(['cork', 'uncork after 2']);
  expect(outbox.bufferedBytes).toBe(0);
});

test.each([[[]], [['1']], [['{"a":"[]"}', '"长文"', '"' + '长'.repeat(30_000) + '"']]])(
  '[SV515] {S16} a list is written into its frame as if it had been there from the beginning',
  (list) => {
    const frame = {
      type: 'page',
      tag: 't',
      id: 'rooms":[]',
      messages: [],
      more: false,
    } as unknown as DownFrame;
    const whole = JSON.stringify({ ...frame, messages: list.map((text): unknown => JSON.parse(text)) });
    expect(encodeAround(frame, 'messages', list)).toEqual(encodeText(whole));
    expect(encodeList('[', list, ']')).toEqual(encodeText(`[${list.join(',')}]`));
  },
);

test('[SV511] {S16} a group that is flushed has written what was enqueued, and does not write it again', async () => {
  const group = createOutboxGroup();
  const sink = createSink();
  const outbox = group.create(sink, () => true);
  outbox.enqueue(encodeText('one'));
  group.flush();
  expect(sink.writes).toEqual([encodeText('one')]);
  await new Promise((resolve) => void setImmediate(resolve));
  expect(sink.writes).toHaveLength(1);
});

test('[SV80] what is enqueued in one turn leaves in one write, in order', async () => {
  const sink = createSink();
  const outbox = createOutboxGroup().create(sink, () => true);
  for (const text of ['a', 'b', 'c']) outbox.enqueue(frame(text));
  expect(written(sink)).toEqual([]);
  expect(outbox.bufferedBytes).toBe(3);
  await turn();
  outbox.enqueue(frame('d'));
  await turn();
  expect(written(sink)).toEqual(['abc', 'd']);
  expect(outbox.bufferedBytes).toBe(0);
});

test('[SV81] connections that wait for the same frames share one buffer, others get their own', async () => {
  const group = createOutboxGroup();
  const sinks = [createSink(), createSink(), createSink()];
  const outboxes = sinks.map((sink) => group.create(sink, () => true));
  const shared = [frame('x'), frame('y')];
  outboxes[2]?.enqueue(frame('own '));
  for (const outbox of outboxes) for (const each of shared) outbox.enqueue(each);
  outboxes[1]?.enqueue(frame(' own'));
  await turn();
  const [first, second, third] = sinks;
  expect(sinks.map(written)).toEqual([['xy'], ['xy own'], ['own xy']]);

  const single = frame('z');
  for (const outbox of outboxes) outbox.enqueue(single);
  for (const outbox of outboxes.slice(0, 2)) outbox.enqueue(shared[0] ?? single);
  await turn();
  expect(first?.writes[1]).toBe(second?.writes[1]);
  expect(third?.writes[1]).toBe(single);
});

test('[SV82] a full socket gets nothing until it drains, then all that waits', async () => {
  const sink = createSink();
  const outbox = createOutboxGroup().create(sink, () => true);
  sink.isFull = true;
  outbox.enqueue(frame('a'));
  await turn();
  outbox.enqueue(frame('b'));
  await turn();
  expect(written(sink)).toEqual([]);
  expect(outbox.bufferedBytes).toBe(2);
  sink.drain();
  expect(written(sink)).toEqual(['ab']);
});

test('[SV82] nothing is written to a connection that is not open or was closed', async () => {
  let isOpen = false;
  const sink = createSink();
  const outbox = createOutboxGroup().create(sink, () => isOpen);
  outbox.enqueue(frame('a'));
  await turn();
  isOpen = true;
  outbox.close();
  outbox.enqueue(frame('b'));
  outbox.flush(true);
  await turn();
  expect(written(sink)).toEqual([]);
});

test('[SV83] what is enqueued during a hold follows what the hold was for', async () => {
  const sink = createSink();
  const outbox = createOutboxGroup().create(sink, () => true);
  outbox.enqueue(frame('before '));
  outbox.hold();
  outbox.enqueue(frame('live'));
  await turn();
  outbox.release([frame('replayed ')]);
  await turn();
  expect(written(sink)).toEqual(['before ', 'replayed live']);
});

test('[SV84] frames of every length class are read by a WebSocket receiver as they were written', async () => {
  const texts = ['', 'x', 'x'.repeat(125), 'x'.repeat(126), '字'.repeat(21_845), '😀'.repeat(20_000)];
  const receiver = new Receiver({ isServer: false });
  const received: string[] = [];
  receiver.on('message', (data: Buffer) => received.push(data.toString('utf8')));
  for (const text of texts) receiver.write(encodeText(text));
  await turn();
  for (let i = 0; i < texts.length && received.length < texts.length; i += 1) await turn();
  expect(received).toEqual(texts);
});

test('[SV312] {S9} an answer that is released ahead is no backlog, what came before and after it is', async () => {
  const sink = createSink();
  const outbox = createOutboxGroup().create(sink, () => true);
  sink.isFull = true;
  outbox.enqueue(frame('early'));
  outbox.hold();
  outbox.enqueue(frame('held'));
  expect([outbox.bufferedBytes, outbox.backlogBytes]).toEqual([9, 9]);
  outbox.release([frame('a long welcome'), frame('and more')]);
  outbox.enqueue(frame('live'));
  expect([outbox.bufferedBytes, outbox.backlogBytes]).toEqual([35, 13]);
  // From here on the socket holds it, and tells less and less of it.
  sink.drain();
  for (const [left, backlog] of [
    [35, 13],
    [32, 10],
    [20, 8],
    [9, 8],
    [3, 3],
    [0, 0],
  ]) {
    Object.assign(sink, { writableLength: left });
    expect(outbox.backlogBytes).toBe(backlog);
  }
});
