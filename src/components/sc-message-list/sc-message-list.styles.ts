import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  /* Reversed, it holds its end by itself, and what is put before moves nothing. */
  .scroller {
    flex: 1 1 0;
    min-block-size: 0;
    display: flex;
    flex-direction: column-reverse;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    outline-offset: -2px;
  }
  .inner {
    inline-size: 100%;
    max-inline-size: 840px;
    margin-inline: auto;
    padding-block: calc(3 * var(--_space)) calc(2 * var(--_space));
  }
  .section {
    contain-intrinsic-block-size: auto 2400px;
    padding-inline: calc(4 * var(--_space));
  }
  /* While out of view. On single rows it would cost more than it saves. */
  .skipping .section {
    content-visibility: auto;
  }
  p {
    margin: 0;
  }
  .sep,
  .note {
    padding: calc(4 * var(--_space)) calc(4 * var(--_space)) calc(2 * var(--_space));
    color: var(--_muted);
    font: var(--_meta);
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .divider {
    display: flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    padding-block: calc(3 * var(--_space)) var(--_space);
    color: var(--_accent-text);
    font: var(--_meta);
    font-weight: 600;
  }
  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid currentColor;
  }
  .post {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    padding-block-start: 2px;
    border-radius: var(--_radius-field);
  }
  .first {
    padding-block-start: calc(3 * var(--_space));
  }
  .own {
    align-items: flex-end;
  }
  .bubble {
    max-inline-size: min(80%, 34em);
    padding: calc(2 * var(--_space)) calc(3 * var(--_space));
    border-radius: var(--_radius);
    background: var(--_bubble);
    color: var(--_text);
    border: 1px solid transparent;
  }
  .post:not(.own, .first) > .bubble {
    border-start-start-radius: var(--_radius-small);
  }
  .post:not(.own, .last) > .bubble {
    border-end-start-radius: var(--_radius-small);
  }
  .own:not(.first) > .bubble {
    border-start-end-radius: var(--_radius-small);
  }
  .own:not(.last) > .bubble {
    border-end-end-radius: var(--_radius-small);
  }
  .own > .bubble {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .own > .bubble:has(+ .meta > .failed) {
    background: var(--_bubble);
    color: var(--_text);
    border-color: var(--_danger);
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .clamped {
    max-block-size: calc(20 * 1.45em);
    overflow: hidden;
  }
  a,
  .all {
    padding: 0;
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    outline-color: currentColor;
  }
  .meta {
    display: flex;
    align-items: center;
    column-gap: calc(2 * var(--_space));
    max-inline-size: 100%;
    padding: var(--_space) var(--_space) 0;
    color: var(--_muted);
    font: var(--_meta);
  }
  .sep,
  .divider,
  .meta {
    user-select: none;
    -webkit-user-select: none;
  }
  .own > .meta {
    flex-wrap: wrap;
    justify-content: flex-end;
  }
  .author {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .server .author {
    font-weight: 600;
  }
  time {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .status {
    overflow-wrap: anywhere;
    text-align: end;
  }
  /* What takes less than this need not be told. */
  .later,
  .sending {
    animation: show 0s 0.4s backwards;
  }
  .failed {
    color: var(--_danger);
  }
  .meta button {
    padding-inline: calc(2 * var(--_space));
    font-weight: 600;
  }
  .jump {
    position: absolute;
    inset-block-end: calc(3 * var(--_space));
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    padding-block: var(--_space);
    border-color: var(--_line);
    border-radius: 22px;
    background: var(--_raised);
    color: var(--_text);
    font: var(--_meta);
    font-weight: 600;
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.12);
  }

  .jump:hover {
    background: color-mix(in oklab, var(--_raised), var(--_text) 7%);
  }
  .jump::before {
    content: '↓' / '';
  }
  @keyframes show {
    from {
      visibility: hidden;
    }
  }
  @keyframes enter {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
  }
  @media (pointer: fine) {
    .meta button {
      min-block-size: 28px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .jump,
    .new {
      animation: enter 0.12s ease-out;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border-color: CanvasText;
    }
    .own > .bubble {
      border-color: Highlight;
    }
  }
`;
