import { css } from 'lit';

export const styles = css`
  dl {
    display: grid;
    gap: calc(3 * var(--_space));
  }
  dt {
    color: var(--_muted);
    font: var(--_meta);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .later {
    animation: show 0s 0.4s backwards;
  }
  @keyframes show {
    from {
      visibility: hidden;
    }
  }
  .saved {
    min-block-size: 1.45em;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  .saved.ok {
    color: var(--_success);
  }
  .saved.ok::before {
    content: '✓ ' / '';
  }
`;
