import { css } from 'lit';

/**
 * The one system of looks. What starts with `--sc-` is for the host page; what starts with `--_` is derived and ours.
 * Nothing is inherited from the page but what is opened again here: `all: initial` on the host keeps its type, spacing
 * and case out, and the declarations that must not be overridden are important.
 */
export const tokens = css`
  :host {
    all: initial;
    display: block;
    box-sizing: border-box;
    direction: inherit;
    color-scheme: light;
    color: var(--_text) !important;
    font: var(--sc-font-size, 15px) / 1.45 var(--sc-font, system-ui, sans-serif) !important;
    letter-spacing: normal !important;
    word-spacing: normal !important;
    text-align: start !important;
    text-indent: 0 !important;
    text-transform: none !important;
    text-shadow: none !important;
    white-space: normal !important;
    visibility: inherit;
    -webkit-text-size-adjust: 100%;

    --_accent: var(--sc-accent, oklch(0.55 0.13 250));
    /* Of black and white one always reaches 4.5:1; they meet at a luminance of 0.18. */
    --_white: clamp(0, (0.18 - y) * 10000, 1);
    --_on-accent: color(from var(--_accent) xyz-d65 calc(0.95 * var(--_white)) var(--_white) calc(1.089 * var(--_white)));
    /* The accent as text or line on a surface: dark enough on light, light enough on dark. */
    --_accent-text: light-dark(
      oklch(from var(--_accent) min(l, 0.5) c h),
      oklch(from var(--_accent) max(l, 0.76) min(c, 0.16) h)
    );
    --_surface: var(--sc-surface, light-dark(oklch(from var(--_accent) 0.99 min(c, 0.006) h), oklch(from var(--_accent) 0.21 min(c, 0.006) h)));
    --_raised: var(--sc-raised, light-dark(oklch(from var(--_accent) 1 min(c, 0.006) h), oklch(from var(--_accent) 0.25 min(c, 0.006) h)));
    --_bubble: var(--sc-bubble, light-dark(oklch(from var(--_accent) 0.955 min(c, 0.006) h), oklch(from var(--_accent) 0.31 min(c, 0.006) h)));
    --_line: var(--sc-line, light-dark(oklch(from var(--_accent) 0.9 min(c, 0.006) h), oklch(from var(--_accent) 0.38 min(c, 0.006) h)));
    --_border: light-dark(oklch(from var(--_accent) 0.62 min(c, 0.006) h), oklch(from var(--_accent) 0.6 min(c, 0.006) h));
    --_text: var(--sc-text, light-dark(oklch(from var(--_accent) 0.25 min(c, 0.006) h), oklch(from var(--_accent) 0.95 min(c, 0.006) h)));
    --_muted: var(--sc-muted, light-dark(oklch(from var(--_accent) 0.5 min(c, 0.006) h), oklch(from var(--_accent) 0.74 min(c, 0.006) h)));
    --_danger: var(--sc-danger, light-dark(oklch(0.5 0.19 27), oklch(0.76 0.14 25)));
    --_success: var(--sc-success, light-dark(oklch(0.48 0.12 155), oklch(0.78 0.13 155)));
    --_radius: var(--sc-radius, 16px);
    --_radius-field: min(var(--_radius), 10px);
    --_radius-small: min(var(--_radius), 6px);
    --_space: var(--sc-space, 4px);
    --_meta: 13px/1.35 var(--sc-font, system-ui, sans-serif);
    --_shadow: 0 12px 40px -8px rgb(0 0 0 / 0.28), 0 2px 8px rgb(0 0 0 / 0.12);
    --_duration: var(--sc-duration, 160ms);
  }
  :host(:state(dark)) {
    color-scheme: dark;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_duration: 0s;
    }
  }
`;
