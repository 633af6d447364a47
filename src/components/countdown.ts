import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../api/clock.js';

/** Seconds that run down while the host shows them; few of them are said aloud. */
export class Countdown implements ReactiveController {
  /** 0 when it is over, or never began. */
  left = 0;

  private readonly host: ReactiveControllerHost;
  private readonly clock: () => Clock;
  private readonly say: (left: number) => void;
  private end = 0;
  private cancel = () => {};

  constructor(host: ReactiveControllerHost, clock: () => Clock, say: (left: number) => void = () => {}) {
    this.host = host;
    this.clock = clock;
    this.say = say;
    host.addController(this);
  }

  start(seconds: number) {
    this.end = this.clock().now() + seconds * 1000;
    this.tick();
  }

  hostConnected() {
    if (this.left) this.tick();
  }

  hostDisconnected() {
    this.cancel();
  }

  private tick() {
    this.cancel();
    this.left = Math.max(0, Math.ceil((this.end - this.clock().now()) / 1000));
    if ([30, 10, 0].includes(this.left)) this.say(this.left);
    if (this.left) this.cancel = this.clock().after(1000, () => this.tick());
    this.host.requestUpdate();
  }
}
