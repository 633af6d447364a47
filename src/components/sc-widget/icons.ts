import { svg } from 'lit';

export const bubble = svg`<path d="M21 12a8 8 0 0 1-8 8H3.5l2-3.4A8 8 0 1 1 21 12Z"/>`;
export const person = svg`<circle cx="12" cy="8" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`;
export const cross = svg`<path d="m6 6 12 12M18 6 6 18"/>`;
