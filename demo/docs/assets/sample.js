// A backend inside the page, for previews that need no account: `?sample` in the address. It comes before the chat's script, which takes its
// `fetch` and `WebSocket` when it loads.
(() => {
  if (!new URLSearchParams(location.search).has('sample')) return;

  const user = { pk: 1, username: 'ida', email: 'ida@example.com', first_name: 'Ida', last_name: 'Holm' };
  const ago = minutes => new Date(Date.now() - minutes * 60_000).toISOString();
  const records = [
    ['Good morning! Can you engrave a name?', 'Yes: up to twelve letters, on the foot.', 26 * 60],
    ['Then please engrave “Ida”.', 'Done. It leaves us on Friday: https://example.com/orders/204', 3],
  ].map(([message, serverMessage, minutes], index) => ({
    id: index + 1,
    name: user.username,
    email: user.email,
    room: '204',
    message,
    serverMessage,
    created_at: ago(minutes),
  }));

  const answers = {
    'GET /auth/user/': () => user,
    'PATCH /auth/user/': body => Object.assign(user, body),
    'GET /chats/getChats/': () => records,
    'POST /auth/login/': () => ({ key: 'sample' }),
    'POST /registration/': () => ({ key: 'sample' }),
    'POST /auth/logout/': () => ({ detail: 'Successfully logged out.' }),
  };

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = answers[`${request.method} ${new URL(request.url).pathname}`];
    const body = answer ? answer(JSON.parse((await request.text()) || 'null')) : { detail: 'Not found.' };
    return new Response(JSON.stringify(body), {
      status: answer ? 200 : 404,
      headers: { 'Content-Type': 'application/json' },
    });
  };

  window.WebSocket = class {
    readyState = 0;
    bufferedAmount = 0;
    binaryType = 'blob';
    onopen = null;
    onmessage = null;
    onclose = null;

    constructor() {
      setTimeout(() => {
        if (this.readyState !== 0) return;
        this.readyState = 1;
        this.onopen?.();
      });
    }

    send(frame) {
      const { message } = JSON.parse(frame);
      const serverMessage = `You wrote “${message}”. This is a sample: nobody reads it.`;
      setTimeout(() => this.onmessage?.({ data: JSON.stringify({ message, serverMessage }) }), 400);
    }

    close(code = 1000) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.onclose?.({ code });
    }
  };
})();
