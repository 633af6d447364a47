import { css } from 'lit';

export const styles = css`
  :host {
    block-size: 100%;
    min-block-size: 320px;
    background: var(--_surface);
  }
  .box {
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: inherit;
    overflow: hidden;
    border-radius: inherit;
  }
  sc-message-list {
    flex: 1 1 0;
  }
  /* Over the messages, so that nothing moves when it comes and goes. */
  .connection {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space);
    margin: 0;
    padding: calc(1.5 * var(--_space)) calc(4 * var(--_space));
    border-block-end: 1px solid var(--_line);
    background: var(--_raised);
    color: var(--_text);
    font: var(--_meta);
    text-align: center;
    text-wrap: balance;
  }
  .connection button {
    flex: none;
    padding-inline: calc(2 * var(--_space));
    font-weight: 600;
  }
  .door {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: calc(4 * var(--_space));
    padding: calc(6 * var(--_space)) calc(4 * var(--_space));
    overflow: auto;
    color: var(--_muted);
    text-align: center;
    text-wrap: balance;
  }
  .door p {
    margin: 0;
  }
  .entry {
    flex: 1;
    padding: calc(4 * var(--_space));
    overflow: auto;
  }
  .entry sc-auth {
    padding: 0;
    max-inline-size: 400px;
    margin-inline: auto;
  }
  @media (pointer: fine) {
    .connection button {
      min-block-size: 28px;
    }
  }
`;
