/** For component tests: sockets in place of the browser's, each answering as the documented backend does. */
export const createTestSockets = () => {
  const sockets: TestSocket[] = [];
  const settings = {
    /** Whether a new one opens. */
    opens: true,
    /** Whether a frame is answered. */
    answers: true,
  };

  class TestSocket {
    binaryType = 'blob';
    bufferedAmount = 0;
    readyState = 0;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    readonly sent: string[] = [];

    constructor(readonly url: string) {
      sockets.push(this);
      queueMicrotask(() => (settings.opens ? this.open() : this.end(1006)));
    }

    get parts() {
      return new URL(this.url).pathname.split('/').slice(2, 5).map(decodeURIComponent);
    }

    open() {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.();
    }

    send(data: string) {
      this.sent.push(data);
      if (settings.answers) queueMicrotask(() => this.answer(data));
    }

    /** The server's reply to a frame. */
    answer(data = this.sent.at(-1)!) {
      const { message } = JSON.parse(data) as { message: string };
      const [, name] = this.parts;
      this.hear({ message, serverMessage: `${name}, you have sent this message: ${message}. Thanks for contact us.` });
    }

    /** A frame from the server. */
    hear(frame: unknown) {
      this.onmessage?.({ data: JSON.stringify(frame) });
    }

    close(code = 1000) {
      this.end(code);
    }

    end(code: number) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.onclose?.({ code });
    }
  }

  return {
    settings,
    sockets,
    WebSocket: TestSocket as unknown as typeof WebSocket,
    /** The newest one that is open. */
    get open() {
      return sockets.findLast(({ readyState }) => readyState === 1);
    },
  };
};
