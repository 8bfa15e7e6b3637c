import { createBench, outcome } from './support';

describe('the codec', () => {
  test('[SK61] with "text" strings go out as they are and come in as they are, also those that are JSON', async () => {
    const { socket, transport, messages, badFrames, connectAndOpen } = createBench({ codec: 'text' });
    const queued = socket.send('NICK ann');
    connectAndOpen();
    void socket.send('');
    void socket.send('"quoted" 你好\n');
    expect(transport.newest.sent).toEqual(['NICK ann', '', '"quoted" 你好\n']);
    expect(await outcome(queued)).toBe('sent');
    for (const text of ['2', '', '{"a":1}', '0{"sid":"x"}']) transport.newest.text(text);
    expect(messages).toEqual(['2', '', '{"a":1}', '0{"sid":"x"}']);
    expect(badFrames).toEqual([]);
  });

  test.each([[2], [null], [undefined], [{}], [['NICK']], [new ArrayBuffer(1)]])(
    '[SK61] with "text" what is no string is refused (%p)',
    async (value) => {
      const { socket, transport, connectAndOpen } = createBench({ codec: 'text' });
      connectAndOpen();
      expect(await outcome(socket.send(value))).toBe('not_serializable');
      expect(transport.newest.sent).toEqual([]);
    },
  );

  test('[SK61] "json" is what there is without a word about it', () => {
    for (const options of [{}, { codec: 'json' } as const]) {
      const { socket, transport, messages, connectAndOpen } = createBench(options);
      connectAndOpen();
      void socket.send('NICK ann');
      transport.newest.text('2');
      expect(transport.newest.sent).toEqual(['"NICK ann"']);
      expect(messages).toEqual([2]);
    }
  });

  test('[SK61] a codec of one’s own makes text or bytes, and reads text; bytes that come in are not decoded', async () => {
    const codec = {
      encode: (value: unknown) =>
        typeof value === 'number' ? Uint8Array.from([value]).buffer : `<${String(value)}>`,
      decode: (text: string) => text.slice(1, -1).split(','),
    };
    const { socket, transport, messages, connectAndOpen } = createBench({ codec });
    const bytes: ArrayBuffer[] = [];
    socket.onBinary((data) => bytes.push(data));
    void socket.send('a');
    void socket.send(7);
    connectAndOpen();
    expect(transport.newest.sent[0]).toBe('<a>');
    expect([...new Uint8Array(transport.newest.sent[1] as ArrayBuffer)]).toEqual([7]);
    transport.newest.text('<a,b>');
    transport.newest.emit({ kind: 'binary', data: new ArrayBuffer(2) });
    expect(messages).toEqual([['a', 'b']]);
    expect(bytes).toHaveLength(1);
  });

  test('[SK62] encode that throws, or makes something else, loses its own value and nothing else', async () => {
    const codec = {
      encode(value: unknown): string {
        if (value === 'bad') throw new RangeError('cannot');
        return value === 'odd' ? (Promise.resolve('later') as unknown as string) : String(value);
      },
      decode: (text: string) => text,
    };
    const { socket, transport, connectAndOpen } = createBench({ codec });
    const kept = socket.send('first');
    await expect(socket.send('bad')).rejects.toMatchObject({
      kind: 'not_serializable',
      message: 'the codec cannot carry this value: RangeError: cannot',
    });
    expect(await outcome(socket.send('odd'))).toBe('not_serializable');
    connectAndOpen();
    expect(await outcome(kept)).toBe('sent');
    expect(await outcome(socket.send('bad'))).toBe('not_serializable');
    void socket.send('last');
    expect(transport.newest.sent).toEqual(['first', 'last']);
    expect(socket.state.state).toBe('open');
  });

  test('[SK62] decode that throws is a bad frame with its text and the words of the throw; the others arrive', () => {
    const codec = {
      encode: String,
      decode(text: string): unknown {
        if (text === 'bad') throw new Error('no such word');
        return text === 'none' ? undefined : text;
      },
    };
    const { socket, transport, messages, badFrames, log, connectAndOpen } = createBench({ codec });
    connectAndOpen();
    for (const text of ['one', 'bad', 'none', 'two']) transport.newest.text(text);
    expect(messages).toEqual(['one', undefined, 'two']);
    expect(badFrames).toEqual([{ reason: 'not_decodable', text: 'bad', error: 'Error: no such word' }]);
    expect(socket.state.state).toBe('open');
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
