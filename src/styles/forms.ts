import { css } from 'lit';

/** Forms, one column: label above, hint and errors under the field. */
export const forms = css`
  /* A ground of their own: a page that is dark without saying so would swallow the text. */
  :host {
    padding: calc(4 * var(--_space));
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  form,
  .stack,
  ::slotted([slot='sc-form']) {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(4 * var(--_space));
    margin: 0;
  }
  h2,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  h2 {
    font: 600 17px/1.3 var(--sc-font, system-ui, sans-serif);
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space);
  }
  label {
    font-weight: 500;
  }
  .box {
    display: flex;
    align-items: center;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-field);
    background: var(--_raised);
  }
  .box input {
    flex: 1;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 0 calc(3 * var(--_space));
    border: 0;
    border-radius: inherit;
    outline: 0;
    background: none;
    color: var(--_text);
    font-size: 16px;
  }
  .box:has(input:focus-visible) {
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }
  .box:has([aria-invalid]) {
    border-color: var(--_danger);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  input:autofill {
    box-shadow: 0 0 0 100px color-mix(in oklab, var(--_accent) 10%, var(--_raised)) inset;
    -webkit-text-fill-color: var(--_text);
    caret-color: var(--_text);
  }
  .toggle {
    margin-inline-end: 4px;
    min-block-size: 32px;
    color: var(--_muted);
    font: var(--_meta);
  }
  .toggle[aria-pressed='true'] {
    background: color-mix(in oklab, var(--_accent) 14%, transparent);
    color: var(--_text);
  }
  [type='checkbox'] {
    inline-size: 18px;
    block-size: 18px;
    accent-color: var(--_accent-text);
  }
  button.primary {
    min-block-size: 44px;
  }
  .outlined {
    border-color: var(--_border);
  }
  .more {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--_space) calc(2 * var(--_space));
    margin-block-start: calc(-2 * var(--_space));
  }
  .more .quiet {
    padding-inline: 0;
  }
  .hint {
    color: var(--_muted);
    font: var(--_meta);
    overflow-wrap: anywhere;
  }
  .faults,
  .alert p {
    color: var(--_danger);
    font: var(--_meta);
    overflow: clip;
    overflow-wrap: anywhere;
    animation: unfold calc(0.75 * var(--_duration)) ease-out;
  }
  .faults li,
  .alert p {
    display: flex;
    gap: calc(1.5 * var(--_space));
  }
  .faults li::before,
  .alert p::before {
    content: '⚠\\fe0e' / '';
  }
  .alert p {
    margin-block-start: calc(3 * var(--_space));
  }
  .notice {
    padding: calc(2 * var(--_space)) calc(3 * var(--_space));
    border-radius: var(--_radius-field);
    background: var(--_bubble);
  }
  .sum {
    margin-block-start: calc(3 * var(--_space));
    padding: calc(3 * var(--_space));
    border: 1px solid var(--_danger);
    border-radius: var(--_radius-field);
    overflow-wrap: anywhere;
  }
  .sum a {
    color: var(--_danger);
  }
  @keyframes unfold {
    from {
      max-block-size: 0;
      opacity: 0;
    }
    to {
      max-block-size: 20em;
    }
  }
  @media (pointer: coarse) {
    .box :is(input, button) {
      min-block-size: 44px;
    }
  }
`;
