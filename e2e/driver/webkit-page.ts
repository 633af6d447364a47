import type { Stroke } from './keys.js';
import { DrivenPage } from './page.js';
import { patience, poll } from './poll.js';
import { type Size, Unsupported } from './types.js';

/** One window of the session, which sends its commands there and nowhere else. */
export interface Window {
  send(method: string, path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

type Answer = { value: string } | { error: string; stack: string } | { pending: true };

export class WebKitPage extends DrivenPage {
  private runs = 0;

  constructor(private readonly window: Window) {
    super('webkit');
  }

  /**
   * WebKit never answers an asynchronous script whose page goes away meanwhile. So a promise is left on the document,
   * and asked for again and again.
   */
  protected async run(expression: string): Promise<unknown> {
    const id = ++this.runs;
    let answer = await this.sync(`const pending = document[Symbol.for('e2e-pending')] ??= new Map();
      const failure = error => ({ error: String(error && error.message || error), stack: String(error && error.stack || '') });
      try {
        const value = ${expression};
        // As a text: on its own the driver takes along what a page has added to the prototype of all objects.
        const told = value => ({ value: JSON.stringify(value) ?? 'null' });
        if (typeof value?.then !== 'function') return told(value);
        pending.set(${id}, { pending: true });
        value.then(told).then(answer => pending.set(${id}, answer), error => pending.set(${id}, failure(error)));
        return { pending: true };
      } catch (error) { return failure(error); }`);
    const deadline = performance.now() + 60_000;
    while ('pending' in answer && performance.now() < deadline) {
      await new Promise(done => setTimeout(done, 8));
      answer = await this.sync(`const pending = document[Symbol.for('e2e-pending')];
        const answer = pending?.get(${id}) ?? { error: 'the document was replaced', stack: '' };
        if (!answer.pending) pending?.delete(${id});
        return answer;`);
    }
    if ('error' in answer) throw new Error(`${answer.error}\n${answer.stack}`);
    if ('pending' in answer) throw new Error('no answer from the page in 60 s');
    return JSON.parse(answer.value);
  }

  private async sync(script: string): Promise<Answer> {
    return (await this.window.send('POST', '/execute/sync', { script, args: [] })) as Answer;
  }

  protected async load(url: string): Promise<void> {
    await this.window.send('POST', '/url', { url });
  }

  protected async loadAgain(): Promise<void> {
    await this.window.send('POST', '/refresh');
  }

  protected async strike(strokes: Stroke[]): Promise<void> {
    const actions = strokes.map(({ down, code }) => ({ type: down ? 'keyDown' : 'keyUp', value: code }));
    await this.window.send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  protected async press(x: number, y: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', x: Math.floor(x), y: Math.floor(y), duration: 0, origin: 'viewport' },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    const pointer = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions };
    await this.window.send('POST', '/actions', { actions: [pointer] });
  }

  protected async picture(fullPage: boolean): Promise<Uint8Array> {
    if (fullPage) throw new Unsupported('fullPage', this.engine);
    return Buffer.from((await this.window.send('GET', '/screenshot')) as string, 'base64');
  }

  protected leave = (): Promise<void> => this.window.close();

  async setViewport({ width, height, mobile }: Partial<Size>): Promise<void> {
    if (mobile) throw new Unsupported('mobile', this.engine);
    const sizes = async () => {
      const page = await this.evaluate(() => ({ width: innerWidth, height: innerHeight }));
      const frame = (await this.window.send('GET', '/window/rect')) as Size;
      // A new window has none before it is on the screen.
      return frame.width >= page.width && page.width > 0 && { page, frame };
    };
    // The window is larger than the page by its bars, and only the page says by how much.
    for (let tries = 0; tries < 3; tries++) {
      const { result, trouble } = await poll(patience, sizes);
      if (!result) throw trouble ?? new Error('the window is not on the screen');
      const { page, frame } = result;
      const wanted = { width: width ?? page.width, height: height ?? page.height };
      if (page.width === wanted.width && page.height === wanted.height) return;
      await this.window.send('POST', '/window/rect', {
        width: frame.width + wanted.width - page.width,
        height: frame.height + wanted.height - page.height,
      });
    }
  }
}
