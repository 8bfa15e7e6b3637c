/**
 * What every transport must do, whatever carries its bytes. Each transport's test runs all of it.
 */
import type { SocketOptions, TransportConnection } from '../../miniprogram/core/socket/transport';
import { createRecorder, until, type Recorder, type ServerEnd, type TransportRig } from './transport-rig';

interface Opened {
  readonly connection: TransportConnection;
  readonly record: Recorder;
  readonly server: ServerEnd;
}

async function open(rig: TransportRig, options: Partial<SocketOptions> = {}): Promise<Opened> {
  const record = createRecorder();
  const connection = rig.transport.open({ url: rig.url, ...options }, record.sink);
  const server = await rig.accept();
  await record.seen('open');
  return { connection, record, server };
}

const bytesOf = (data: unknown): number[] => [...new Uint8Array(data as ArrayBuffer)];
const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, i) => i).buffer;

/** @param createRig a fresh surrounding for each test */
export function describeTransport(name: string, createRig: () => Promise<TransportRig>): void {
  describe(`transport contract: ${name}`, () => {
    let rig: TransportRig;
    beforeEach(async () => {
      rig = await createRig();
    });
    afterEach(() => rig.close());
    describeTraffic(() => rig);
    describeEnds(() => rig);
  });
}

function describeTraffic(rig: () => TransportRig): void {
  test('[SK40] text goes both ways, in order, whatever is in it', async () => {
    const { connection, record, server } = await open(rig());
    const texts = ['', 'plain', '你好 👩‍👩‍👧‍👦', 'line\nline', 'x'.repeat(30_000)];
    await Promise.all(texts.map((text) => connection.send(text)));
    await until(() => server.received.length === texts.length);
    expect(server.received).toEqual(texts);
    for (const text of texts) server.send(text);
    await until(() => record.kinds().length === texts.length + 1);
    expect(record.events).toEqual([{ kind: 'open' }, ...texts.map((data) => ({ kind: 'text', data }))]);
  });

  test('[SK40] bytes go both ways as they are', async () => {
    const { connection, record, server } = await open(rig());
    await connection.send(ALL_BYTES);
    await until(() => server.received.length === 1);
    expect(bytesOf(server.received[0])).toEqual(bytesOf(ALL_BYTES));
    server.send(ALL_BYTES);
    await record.seen('binary');
    const event = record.events[1];
    expect(event?.kind === 'binary' && bytesOf(event.data)).toEqual(bytesOf(ALL_BYTES));
  });

  test('[SK41] subprotocols and headers reach the server', async () => {
    const { server } = await open(rig(), { protocols: ['minichat.v1'], header: { 'X-Rig': 'yes' } });
    expect([server.protocol, server.header]).toEqual(['minichat.v1', 'yes']);
  });

  test('[SK40] nothing is told inside open, nor before the socket is open', async () => {
    const record = createRecorder();
    const connection = rig().transport.open({ url: rig().url }, record.sink);
    expect(record.events).toEqual([]);
    await expect(connection.send('early')).rejects.toThrow();
    await rig().accept();
    await record.seen('open');
    expect(record.kinds()).toEqual(['open']);
  });
}

function describeEnds(rig: () => TransportRig): void {
  test('[SK42] the server’s close is told once, as its own, with code and reason, and is the last word', async () => {
    const { connection, record, server } = await open(rig());
    server.close(4410, 'draining');
    await record.seen('ended');
    expect(record.events.filter(({ kind }) => kind === 'ended')).toEqual([
      { kind: 'ended', attributed: true, evidence: { kind: 'closed', code: 4410, reason: 'draining' } },
    ]);
    await expect(connection.send('late')).rejects.toThrow();
    connection.end();
    expect(connection.abandon(() => undefined)).toBeInstanceOf(Function);
    expect(record.kinds()).toEqual(['open', 'ended']);
  });

  test('[SK42] end closes the connection with code and reason, and the end is told', async () => {
    const { connection, record, server } = await open(rig());
    connection.end(4400, 'bye 再见');
    await record.seen('ended');
    await until(() => server.closed !== null);
    expect(server.closed).toEqual({ code: 4400, reason: 'bye 再见' });
    expect(record.kinds()).toEqual(['open', 'ended']);
  });

  test('[SK43] an attempt that fails is told once, and never opens', async () => {
    const record = createRecorder();
    const connection = rig().transport.open({ url: rig().deadUrl }, record.sink);
    expect(record.events).toEqual([]);
    await record.seen('ended');
    expect(record.events).toMatchObject([{ kind: 'ended', attributed: true }]);
    await expect(connection.send('late')).rejects.toThrow();
  });

  test('[SK43] after an end the next connection is a new one, and the old one stays silent', async () => {
    const failed = createRecorder();
    rig().transport.open({ url: rig().deadUrl }, failed.sink);
    await failed.seen('ended');
    const first = await open(rig());
    first.connection.end();
    await first.record.seen('ended');
    const second = await open(rig());
    await second.connection.send('second');
    await until(() => second.server.received.length === 1);
    second.server.send('answer');
    await second.record.seen('text');
    expect(second.record.kinds()).toEqual(['open', 'text']);
    expect(first.record.kinds()).toEqual(['open', 'ended']);
    expect(failed.kinds()).toEqual(['ended']);
  });

  test('[SK42] asked to end before it opens, a connection ends at the latest when it is asked again after open', async () => {
    const record = createRecorder();
    const connection = rig().transport.open({ url: rig().url }, record.sink);
    connection.end();
    // Some platforms end it before the server ever sees it.
    rig()
      .accept()
      .catch(() => undefined);
    await until(() => record.events.length > 0);
    if (record.kinds()[0] === 'open') connection.end();
    await record.seen('ended');
    expect(record.events[record.events.length - 1]).toMatchObject({ kind: 'ended', attributed: true });
  });

  test('[SK46] an abandoned connection tells nothing any more', async () => {
    const { connection, record, server } = await open(rig());
    const release = connection.abandon(() => undefined);
    await expect(connection.send('late')).rejects.toThrow();
    connection.end();
    server.send('unheard');
    const next = await open(rig());
    next.server.send('heard');
    await next.record.seen('text');
    server.close(1000, '');
    expect(record.kinds()).toEqual(['open']);
    expect(next.record.kinds().slice(0, 2)).toEqual(['open', 'text']);
    release();
  });
}
