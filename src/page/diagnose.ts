import { hintFor } from '../components/hints.js';
import type { Options } from '../components/options.js';
import type { Chat } from '../state/chat.js';
import { lookAtBackend } from './look-at-backend.js';
import { lookAtPage } from './look-at-page.js';
import { createReport, type Report } from './report.js';

/** Looks at the page and asks the backend; names what is wrong and what to change. Never rejects. */
export const diagnose = async (chat: Chat, options: Options, widget: HTMLElement | undefined): Promise<Report> => {
  const result = createReport();
  try {
    await lookAtBackend(chat, options, result.note);
    lookAtPage(widget, hintFor('storage', chat.base), result.note);
  } catch (error) {
    result.note('diagnose', String(error), 'Please report this.');
  }
  return result.report;
};
