import { css } from 'lit';

export const styles = css`
  /* Without a box of its own nothing that the page says about the element can move, clip or hide it. */
  :host {
    display: contents !important;
    --_x: var(--sc-offset-inline, 16px);
    --_y: var(--sc-offset-block, 16px);
  }
  /* Of the whole window, for a share of it is one in a page with zoom too, where 100vh is not. */
  .corner {
    position: fixed;
    inset-block: calc(var(--_y) + env(safe-area-inset-top)) calc(var(--_y) + env(safe-area-inset-bottom));
    inset-inline: calc(var(--_x) + env(safe-area-inset-left)) calc(var(--_x) + env(safe-area-inset-right));
    z-index: var(--sc-z-index, 1000);
    display: grid;
    grid: 100% / 100%;
    place-items: end;
    pointer-events: none;
    --_shift: 8px;
  }
  .corner > * {
    grid-area: 1 / 1;
    pointer-events: auto;
  }
  [class*='top'] {
    align-items: start;
    --_shift: -8px;
  }
  [class*='start'] {
    justify-items: start;
  }
  .launcher {
    position: relative;
    inline-size: 56px;
    block-size: 56px;
    padding: 0;
    border-radius: 50%;
    box-shadow: var(--_shadow);
  }
  svg {
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .launcher svg {
    inline-size: 30px;
    block-size: 30px;
  }
  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 22px;
    padding: 0 6px;
    border-radius: 11px;
    background: var(--_danger);
    color: var(--_raised);
    box-shadow: 0 0 0 2px var(--_raised);
    font: 600 12px/22px var(--sc-font, system-ui, sans-serif);
  }
  .sheet {
    display: flex;
    flex-direction: column;
    inline-size: min(400px, 100%);
    block-size: min(640px, 100% - 72px);
    overflow: hidden;
    overscroll-behavior: contain;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
    transition:
      opacity var(--_duration) ease-out,
      translate var(--_duration) ease-out,
      display var(--_duration) allow-discrete;
  }
  .sheet:focus-visible {
    outline-offset: -2px;
  }
  .sheet[hidden] {
    opacity: 0;
    translate: 0 var(--_shift);
    pointer-events: none;
  }
  @starting-style {
    .sheet:not([hidden]) {
      opacity: 0;
      translate: 0 var(--_shift);
    }
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    gap: var(--_space);
    min-block-size: 56px;
    padding-inline: calc(4 * var(--_space)) calc(2 * var(--_space));
    border-block-end: 1px solid var(--_line);
  }
  .caption {
    flex: 1;
    overflow: hidden;
  }
  h2 {
    margin: 0;
    font: 600 17px/1.3 var(--sc-font, system-ui, sans-serif);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .inner {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
  }
  .leaf {
    flex: 1;
    min-block-size: 0;
    padding: calc(4 * var(--_space));
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .leaf > * {
    padding: 0;
  }
  .leaf > sc-profile + sc-auth {
    margin-block-start: calc(2 * var(--_space));
  }
  sc-chat {
    flex: 1;
    min-block-size: 0;
    block-size: auto;
  }
  @media (max-width: 480px) {
    .sheet {
      position: fixed;
      inset: auto;
      inset-block-start: var(--_top, 0);
      left: var(--_left, 0);
      inline-size: var(--_width, 100vw);
      block-size: var(--_height, 100dvh);
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom)
        env(safe-area-inset-left);
      border: 0;
      border-radius: 0;
    }
    .bar {
      touch-action: none;
    }
  }
  @media (forced-colors: active) {
    .launcher {
      border: 2px solid ButtonText;
    }
    .badge {
      border: 1px solid;
    }
  }
  @media print {
    .corner {
      display: none;
    }
  }
`;
