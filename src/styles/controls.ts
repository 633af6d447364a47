import { css } from 'lit';

/** Buttons, fields and what is read but not seen: the same in every element. */
export const controls = css`
  button,
  input,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
    letter-spacing: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(2 * var(--_space));
    min-block-size: 36px;
    padding: 0 calc(3 * var(--_space));
    border: 1px solid transparent;
    border-radius: var(--_radius-field);
    background: none;
    cursor: pointer;
    font-weight: 500;
  }
  button:hover {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }
  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.65;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .primary:hover {
    background: color-mix(in oklab, var(--_accent) 90%, var(--_on-accent));
  }
  .quiet {
    color: var(--_accent-text);
  }
  .icon {
    inline-size: 36px;
    padding: 0;
    color: var(--_muted);
  }
  [hidden] {
    display: none !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  @media (pointer: coarse) {
    button {
      min-block-size: 44px;
    }
    .icon {
      inline-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .primary:not([aria-disabled]) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
