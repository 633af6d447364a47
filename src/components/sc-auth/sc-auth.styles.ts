import { css } from 'lit';

export const styles = css`
  .who {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .stay {
    display: flex;
    align-items: center;
    gap: calc(2 * var(--_space));
    justify-self: start;
  }
  .checks {
    display: grid;
    gap: 2px;
  }
  .checks li {
    display: flex;
    gap: calc(2 * var(--_space));
  }
  .checks li::before {
    content: '○' / '';
  }
  .checks .ok::before {
    content: '✓' / '';
    color: var(--_success);
  }
`;
