import { isFinalRefusal } from '../../../miniprogram/core/socket/final-refusal';
import type { EndEvidence } from '../../../miniprogram/core/socket/socket-service';
import { toFailure } from '../../../miniprogram/platform/wx-socket-api';
import { createBench, outcome, type Bench } from './support';

const closed = (code: number): EndEvidence => ({ kind: 'closed', code, reason: '' });
const refused = (status: number): EndEvidence => ({ kind: 'error', status, reason: 'refused' });

function end({ transport }: Bench, evidence: EndEvidence): void {
  transport.newest.emit({ kind: 'ended', attributed: true, evidence });
}

describe('refusals that are final', () => {
  test('[SK63] 1007, 4400, 4406, HTTP 400 to 499 but 408 and 429, and a missing subprotocol are final by default', () => {
    const codes = Array.from({ length: 4_000 }, (_, i) => 1_000 + i);
    expect(codes.filter((code) => isFinalRefusal(closed(code)))).toEqual([1007, 4400, 4406]);
    const statuses = Array.from({ length: 500 }, (_, i) => 100 + i);
    const final = statuses.filter((status) => isFinalRefusal(refused(status)));
    expect(final).toEqual(statuses.filter((s) => s >= 400 && s < 500 && s !== 408 && s !== 429));
    for (const reason of [
      'Server sent no subprotocol',
      'Server sent an invalid subprotocol',
      "Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received",
    ]) {
      expect(isFinalRefusal({ kind: 'error', reason })).toBe(true);
      expect(isFinalRefusal({ kind: 'closed', code: 1000, reason })).toBe(false);
    }
    for (const reason of ['', 'connection refused', 'timeout', 'not open after 13000 ms']) {
      expect(isFinalRefusal({ kind: 'connect_failed', reason })).toBe(false);
    }
    expect(isFinalRefusal({ kind: 'socket_limit', reason: 'exceed max' })).toBe(false);
    expect(isFinalRefusal({ kind: 'unsupported', reason: 'no' })).toBe(false);
  });

  test.each([
    ['connectSocket:fail Unexpected server response: 404', 404],
    ['Error during WebSocket handshake: Unexpected response code: 401', 401],
    ["Expected HTTP 101 response but was '403 Forbidden'", 403],
    ['received bad response code from server 429', 429],
    ['Received bad response code from server: 502.', 502],
    ['Invalid HTTP status. (403)', 403],
    ['invalid status code: 418', 418],
    ['closed with status 1006', undefined],
    ['connect to 10.0.0.404 failed', undefined],
    ['timeout', undefined],
  ])('[SK64] the HTTP status is read from the platform’s words: %s', (errMsg, status) => {
    expect(toFailure('error', { errMsg }).status).toBe(status);
  });

  test('[SK63] after a final refusal nothing is tried any more, until connect; the state says why', async () => {
    for (const evidence of [closed(4406), refused(403)]) {
      const bench = createBench();
      const waiting = bench.socket.send('waits');
      bench.socket.connect();
      end(bench, evidence);
      expect(bench.socket.state).toMatchObject({ state: 'failed', why: 'refused', evidence, handedOver: 0 });
      expect(bench.clock.pending).toBe(0);
      expect(await outcome(waiting)).toBe('closed');
      expect(await outcome(bench.socket.send('late'))).toBe('closed');
      await bench.clock.advance(3_600_000);
      expect(bench.transport.connections).toHaveLength(1);
      bench.connectAndOpen();
      expect(await outcome(bench.socket.send('again'))).toBe('sent');
    }
  });

  test('[SK63] what passes is tried again: 408, 429, 5xx, going away, no reason at all', () => {
    for (const evidence of [
      refused(408),
      refused(429),
      refused(503),
      closed(1001),
      closed(1006),
      closed(4429),
    ]) {
      const bench = createBench();
      bench.socket.connect();
      end(bench, evidence);
      expect(bench.socket.state).toMatchObject({ state: 'waiting', evidence });
    }
  });

  test('[SK63] the owner says what is final; what the owner asked for, and deadlines, are not asked about', async () => {
    const asked: EndEvidence[] = [];
    const isFinal = (evidence: EndEvidence): boolean => {
      asked.push(evidence);
      return evidence.code === 4001;
    };
    const bench = createBench({ isFinal });
    bench.connectAndOpen();
    end(bench, closed(4400));
    expect(bench.socket.state.state).toBe('waiting');
    await bench.clock.advance(1_000);
    bench.transport.newest.open();
    bench.socket.drop('mine', { now: true });
    bench.transport.newest.close(4001);
    expect(bench.socket.state.state).toBe('connecting');
    await bench.clock.advance(13_000);
    bench.transport.newest.stray();
    await bench.clock.advance(1_000);
    bench.transport.newest.open();
    end(bench, closed(4001));
    expect(bench.socket.state.state).toBe('failed');
    expect(asked).toEqual([closed(4400), closed(4001)]);
  });

  test('[SK63] an isFinal that throws is logged, and the end is not final', () => {
    const bench = createBench({
      isFinal: () => {
        throw new Error('boom');
      },
    });
    bench.connectAndOpen();
    end(bench, closed(4400));
    expect(bench.socket.state.state).toBe('waiting');
    expect(bench.log.filter(({ event }) => event === 'is_final_threw')).toHaveLength(1);
  });

  test('[SK63] an end that may be another socket’s is as final where nobody verifies', () => {
    const bench = createBench();
    bench.connectAndOpen();
    bench.transport.newest.emit({ kind: 'ended', attributed: false, evidence: closed(4400) });
    expect(bench.socket.state).toMatchObject({ state: 'closing', next: 'failed' });
    bench.transport.newest.close();
    expect(bench.socket.state).toMatchObject({ state: 'failed', evidence: { code: 4400 } });
  });

  test('[SK65] frames handed over before such an end are told apart: taken ones are counted, unanswered ones are fate_unknown', async () => {
    const bench = createBench();
    const { socket, transport } = bench;
    bench.connectAndOpen();
    const taken = socket.send('taken');
    expect(await outcome(taken)).toBe('sent');
    transport.newest.answer = () => Promise.reject(new Error('fail'));
    expect(await outcome(socket.send('refused'))).toBe('send_failed');
    transport.newest.answer = () => new Promise(() => undefined);
    const unanswered = socket.send('unanswered');
    end(bench, closed(1007));
    const waiting = socket.send('late');
    expect(socket.state).toMatchObject({ state: 'failed', handedOver: 2 });
    expect(await Promise.all([taken, unanswered, waiting].map(outcome))).toEqual([
      'sent',
      'fate_unknown',
      'closed',
    ]);
    await expect(unanswered).rejects.toThrow(/handed over/);
  });

  test('[SK65] only frames of the connection that ended so are counted', async () => {
    const bench = createBench();
    bench.connectAndOpen();
    await bench.socket.send('an earlier connection');
    bench.transport.newest.close();
    await bench.clock.advance(1_000);
    end(bench, refused(401));
    expect(bench.socket.state).toMatchObject({ state: 'failed', handedOver: 0 });
  });
});
