import 'sc-chat';
import 'sc-chat/react';
import { useRef, useState } from 'react';
import type { ScChat } from 'sc-chat';

const apiBase = import.meta.env['VITE_CHAT_URL'] ?? 'http://localhost:8000';

export function App() {
  const [name, setName] = useState('nobody');
  const [replies, setReplies] = useState(0);
  const chat = useRef<ScChat>(null);

  return (
    <>
      <h1>A page made with React</h1>
      <p role="status">
        Logged in: {name}. Replies: {replies}.
      </p>
      <p>
        <button type="button" onClick={() => chat.current?.focus()}>
          Write
        </button>
      </p>
      <sc-provider
        api-base={apiBase}
        strings={{ server: 'Workshop' }}
        onsc-login={event => setName(event.detail.user.username)}
        onsc-logout={() => setName('nobody')}
      >
        <sc-auth />
        <sc-profile />
        <sc-chat ref={chat} onsc-message={() => setReplies(count => count + 1)} />
      </sc-provider>
    </>
  );
}
