import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    max-inline-size: 840px;
    margin-inline: auto;
    padding: calc(2 * var(--_space)) calc(4 * var(--_space)) calc(4 * var(--_space));
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: var(--_space);
    padding: 3px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-field);
    background: var(--_raised);
  }
  .field:focus-within {
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    field-sizing: content;
    /* One line up to six; the phone zooms into anything below 16px. */
    min-block-size: 36px;
    max-block-size: calc(6 * 22px + 14px);
    padding: 7px calc(2 * var(--_space));
    border: 0;
    background: none;
    color: var(--_text);
    font: 16px / 22px var(--sc-font, system-ui, sans-serif);
    resize: none;
    overflow: hidden auto;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .send {
    flex: none;
    inline-size: 36px;
    padding: 0;
  }
  .send[aria-disabled='true'] {
    background: none;
    color: var(--_muted);
  }
  .send::before {
    content: '↑' / '';
    font: 600 20px/1 system-ui, sans-serif;
  }
  .line {
    margin: 0;
    padding: var(--_space) var(--_space) 0;
    color: var(--_muted);
    font: var(--_meta);
    font-variant-numeric: tabular-nums;
  }
  .line:empty {
    display: none;
  }
  .over {
    color: var(--_danger);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    .send {
      inline-size: 44px;
    }
    textarea {
      min-block-size: 44px;
      padding-block: 11px;
    }
  }
`;
