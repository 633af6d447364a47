import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError, type ErrorCode } from '../api/errors.js';
import { createConnection } from './connection.js';
import type { Page, PageNews } from './page.js';
import { createSignal } from './signal.js';
import { createTestClock } from './testing/clock.js';

type Behaviour = 'open' | 'refuse' | 'hang' | 'throw' | { close: number };

interface Settings {
  probe?: ErrorCode;
  /** What the answer to the probe waits for. */
  asked?: Promise<unknown>;
  heal?: boolean;
  online?: boolean;
}

const begin = (behaviour: Behaviour = 'open', { probe, asked, heal = false, online = true }: Settings = {}) => {
  const clock = createTestClock();
  const pageNews = createSignal<PageNews>();
  let next: Behaviour = behaviour;
  let visible = true;
  const attempts: number[] = [];
  const live = new Set<FakeSocket>();
  const log: string[] = [];
  class FakeSocket {
    readyState = 0;
    bufferedAmount = 0;
    binaryType = '';
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    constructor() {
      attempts.push(clock.now());
      if (next === 'throw') throw new DOMException('', 'SecurityError');
      const now = next;
      if (now === 'hang') return;
      clock.after(5, () => {
        if (this.readyState === 3) return;
        if (now === 'refuse') return this.end(1006);
        this.readyState = 1;
        live.add(this);
        this.onopen?.();
        if (typeof now === 'object') clock.after(5, () => this.end(now.close));
      });
    }
    send() {}
    close() {
      this.readyState = 3;
      live.delete(this);
    }
    end(code: number) {
      this.close();
      this.onclose?.({ code });
    }
  }
  const page: Page = { on: pageNews.on, visible: () => visible, online: () => online, shown: Promise.resolve() };
  const connection = createConnection({
    url: () => 'ws://x/',
    probe: async () => {
      log.push('probe');
      await asked;
      if (probe) throw new ApiError(probe);
    },
    heal: () => heal && !!log.push('heal'),
    opened: () => log.push('opened'),
    frame: () => {},
    lost: code => log.push(`lost ${code}`),
    look: () => log.push('look'),
    page,
    clock,
    WebSocket: FakeSocket as never,
  });
  connection.start();
  return {
    clock,
    connection,
    attempts,
    live,
    log,
    tell: pageNews.emit,
    become(behaviour: Behaviour) {
      next = behaviour;
    },
    hide(hidden = true) {
      visible = !hidden;
      pageNews.emit(hidden ? 'hide' : 'wake');
    },
    status: () => connection.$connection.get(),
    end(code: number) {
      for (const socket of [...live]) socket.end(code);
    },
  };
};

describe('a connection', () => {
  test('opens, and says so', async () => {
    const it = begin();
    await it.clock.pass(10);
    assert.deepEqual(it.status(), { status: 'open' });
  });

  test('row 3: an attempt that hangs is dropped at 8 s, and the next one is made', async () => {
    const it = begin('hang');
    await it.clock.pass(7_999);
    assert.equal(it.attempts.length, 1);
    it.become('open');
    await it.clock.pass(3_000);
    assert.equal(it.status().status, 'open');
  });

  test('row 6: a lost link comes back within 2 s of a wake event', async () => {
    const it = begin();
    await it.clock.pass(6_000);
    it.become('refuse');
    it.end(1006);
    await it.clock.pass(60_000);
    it.become('open');
    it.tell('revive');
    await it.clock.pass(2_000);
    assert.equal(it.status().status, 'open');
  });

  test('row 6: what was asked before a wake event does not put off what follows it', async () => {
    let answer = () => {};
    const asked = new Promise<void>(resolve => {
      answer = resolve;
    });
    const it = begin('refuse', { asked });
    while (it.attempts.length < 3) await it.clock.pass(10);
    it.become('open');
    it.tell('revive');
    answer();
    await it.clock.pass(2_000);
    assert.equal(it.status().status, 'open');
  });

  test('row 15: flapping follows the backoff: at most 15 attempts a minute', async () => {
    const it = begin({ close: 1006 });
    await it.clock.pass(60_000);
    assert.ok(it.attempts.length <= 15, String(it.attempts.length));
  });

  test('row 17: accept-then-close 1000 stops after three, with a way on', async () => {
    const it = begin({ close: 1000 });
    await it.clock.pass(120_000);
    assert.equal(it.attempts.length, 3);
    assert.equal(it.status().status, 'failed');
    it.become('open');
    it.connection.reconnect();
    await it.clock.pass(2_000);
    assert.equal(it.status().status, 'open');
  });

  test('at most one attempt a second, however many events wake it', async () => {
    const it = begin('refuse');
    for (let burst = 0; burst < 50; burst++) {
      it.tell(burst % 2 ? 'wake' : 'revive');
      await it.clock.pass(100);
    }
    for (let index = 1; index < it.attempts.length; index++) {
      assert.ok(it.attempts[index]! - it.attempts[index - 1]! >= 1_000);
    }
  });

  for (const [code, low, high] of [
    [1000, 1_000, 1_500],
    [1001, 1_000, 1_500],
    [1002, 250, 2_000],
    [1003, 250, 2_000],
    [1005, 250, 2_000],
    [1006, 250, 2_000],
    [1007, 250, 2_000],
    [1009, 250, 2_000],
    [1011, 250, 2_000],
    [1012, 5_000, 30_000],
    [1013, 10_000, 30_000],
    [1015, 250, 2_000],
    [4000, 250, 2_000],
    [4429, 10_000, 30_000],
  ] as const) {
    test(`row 28: ${code} is followed by a new socket in ${low} to ${high} ms`, async () => {
      const it = begin();
      await it.clock.pass(6_000);
      it.end(code);
      await it.clock.pass(low - 1);
      assert.equal(it.attempts.length, 1);
      await it.clock.pass(high - low + 1);
      assert.equal(it.attempts.length, 2);
    });
  }

  for (const [probe, status, code] of [
    ['expired', 'connecting', undefined],
    ['not-found', 'failed', 'not-found'],
    ['server', 'connecting', 'server'],
    ['timeout', 'connecting', 'timeout'],
    ['bad-answer', 'connecting', 'bad-answer'],
    ['cors', 'connecting', 'cors'],
    ['offline', 'offline', 'offline'],
  ] as const) {
    test(`row 4: a refused handshake is classified by one probe: ${probe}`, async () => {
      const it = begin('refuse', { probe });
      await it.clock.pass(4_000);
      assert.ok(it.log.includes('probe'));
      assert.equal(it.status().status, status);
      assert.equal(it.status().code, code);
    });
  }

  test('row 26: sockets that are blocked are replaced by reading the history', async () => {
    const it = begin('refuse');
    await it.clock.pass(30_000);
    assert.equal(it.status().status, 'polling');
    const looks = it.log.filter(entry => entry === 'look').length;
    await it.clock.pass(60_000);
    assert.ok(it.log.filter(entry => entry === 'look').length - looks >= 3);
    it.become('open');
    await it.clock.pass(120_000);
    assert.equal(it.status().status, 'open');
  });

  test('row 74: another way to write the name is tried before it gives up on sockets', async () => {
    const it = begin('refuse', { heal: true });
    await it.clock.pass(5_000);
    assert.ok(it.log.includes('heal'));
  });

  test('rows 26 and 74: where sockets are blocked, two ways to write the name are enough', async () => {
    const it = begin('refuse', { heal: true });
    await it.clock.pass(60_000);
    assert.equal(it.status().status, 'polling');
    // Back to the first one.
    assert.equal(it.log.filter(entry => entry === 'heal').length, 2);
  });

  test('row 84: woken while hidden, it closes again', async () => {
    const it = begin();
    await it.clock.pass(1_000);
    it.hide();
    await it.clock.pass(300_001);
    assert.equal(it.live.size, 0);
    it.tell('revive');
    await it.clock.pass(2_000);
    assert.equal(it.live.size, 1);
    await it.clock.pass(300_001);
    assert.equal(it.live.size, 0);
  });

  test('row 24: an insecure address on a secure page is told, not tried again', async () => {
    const it = begin('throw');
    await it.clock.pass(60_000);
    assert.equal(it.attempts.length, 1);
    assert.deepEqual(it.status(), { status: 'failed', code: 'mixed-content' });
  });

  test('row 43: closed for authentication with a good token: one more try, then a stop', async () => {
    const it = begin({ close: 4401 });
    await it.clock.pass(120_000);
    assert.equal(it.attempts.length, 2);
    assert.deepEqual(it.status(), { status: 'failed', code: 'origin-refused' });
  });

  test('rows 49, 55 and 66: after a revival the open socket is not believed', async () => {
    const it = begin();
    await it.clock.pass(10_000);
    it.tell('revive');
    assert.ok(it.log.includes('lost 1006'));
    await it.clock.pass(1_100);
    assert.equal(it.attempts.length, 2);
    assert.equal(it.live.size, 1);
    assert.equal(it.status().status, 'open');
  });

  test('rows 51 and 52: the socket is closed in pagehide, and nothing is tried until the page is back', async () => {
    const it = begin();
    await it.clock.pass(10_000);
    it.tell('leave');
    assert.equal(it.live.size, 0);
    await it.clock.pass(600_000);
    assert.equal(it.attempts.length, 1);
    assert.equal(it.clock.waiting, 0);
    it.tell('revive');
    await it.clock.pass(1_100);
    assert.equal(it.status().status, 'open');
  });

  test('row 53: a clean 1001 while the page stays is followed by a new connection in 1 to 2 s', async () => {
    const it = begin();
    await it.clock.pass(10_000);
    it.end(1001);
    await it.clock.pass(900);
    assert.equal(it.attempts.length, 1);
    await it.clock.pass(1_100);
    assert.equal(it.attempts.length, 2);
  });

  test('row 54: a page that really leaves makes no attempt after 1001', async () => {
    const it = begin();
    await it.clock.pass(10_000);
    it.end(1001);
    it.tell('leave');
    await it.clock.pass(60_000);
    assert.equal(it.attempts.length, 1);
  });

  test('row 84: hidden for 5 minutes it closes, and visible it is back', async () => {
    const it = begin();
    await it.clock.pass(10_000);
    it.hide();
    await it.clock.pass(299_000);
    assert.equal(it.live.size, 1);
    await it.clock.pass(2_000);
    assert.equal(it.live.size, 0);
    assert.equal(it.status().status, 'idle');
    it.hide(false);
    await it.clock.pass(1_100);
    assert.equal(it.status().status, 'open');
  });

  test('stopping leaves nothing behind', async () => {
    const it = begin('refuse');
    await it.clock.pass(20_000);
    it.connection.stop();
    assert.equal(it.clock.waiting, 0);
    assert.deepEqual(it.status(), { status: 'idle' });
  });
});
