import { html, nothing } from 'lit';
import type { Strings } from '../../i18n/en.js';
import { timeText } from '../../i18n/format.js';
import type { Message } from '../../state/timeline.js';
import { linkify } from '../links.js';
import { displayName } from '../names.js';
import type { Row } from './rows.js';

/** What a message can ask of the list. */
export interface MessageActions {
  retry(message: Message): void;
  showAll(message: Message, event: Event): void;
}

/** Who wrote it, as it is shown and spoken. */
export const authorOf = ({ kind, name }: Message, t: Strings) =>
  kind === 'own' ? t.you : kind === 'server' ? t.server : displayName(name) || t.somebody;

const textOf = (text: string) =>
  linkify(text).map(({ text, href }) =>
    href
      ? html`<a href=${href} target="_blank" rel="noopener noreferrer ugc" tabindex="-1" part="link">${text}</a>`
      : text,
  );

const statusOf = ({ status, reason, words }: Message, t: Strings) =>
  status === 'failed' && reason
    ? `${t['status-failed']}: ${reason === 'server' && words ? words : t[`failed-${reason}`]}`
    : t[`status-${status!}`];

const metaOf = ({ message, last, told, t, language }: Row, { retry }: MessageActions) => {
  const { kind, at, status } = message;
  return html`<div class="meta" part="meta">
    ${last && kind !== 'own' ? html`<bdi class="author" part="author">${authorOf(message, t)}</bdi>` : nothing}
    ${
      last && at !== undefined
        ? html`<time datetime=${new Date(at).toISOString()}>${timeText(language, at)}</time>`
        : nothing
    }
    ${told ? html`<span class="status ${status!}" part="status">${statusOf(message, t)}</span>` : nothing}
    ${
      status === 'failed'
        ? html`<button class="quiet" part="retry" tabindex="-1" @click=${() => retry(message)}>${t.retry}</button>`
        : nothing
    }
  </div>`;
};

/** A message with what stands before it: a day, or the line between what was read and what was not. */
export const messageTemplate = (row: Row, actions: MessageActions) => {
  const { message, day, unread, first, last, told, clamped, t, language } = row;
  const { kind, text, at } = message;
  const before = html`${day ? html`<p class="sep" part="day">${day}</p>` : nothing}${
    unread ? html`<p class="divider" part="unread">${t.unread}</p>` : nothing
  }`;
  if (kind === 'gap') return html`${before}<p class="sep" part="gap">${t.gap}</p>`;
  const who = at === undefined ? authorOf(message, t) : `${authorOf(message, t)}, ${timeText(language, at)}`;
  return html`${before}
    <div
      class="post ${kind} ${first ? 'first' : ''} ${last ? 'last' : ''}"
      role="article"
      tabindex="-1"
      aria-label=${`${who}: ${text}${told ? ` (${statusOf(message, t)})` : ''}`}
    >
      <div class="bubble" part="bubble ${kind}">
        <div class="words ${clamped ? 'clamped' : ''}" dir="auto">${textOf(text)}</div>
        ${
          clamped
            ? html`<button class="all quiet" part="show-all" tabindex="-1" hidden @click=${(event: Event) => actions.showAll(message, event)}>
                ${t.showAll}
              </button>`
            : nothing
        }
      </div>
      ${last || told ? metaOf(row, actions) : nothing}
    </div>`;
};
