/** What the documentation consists of, in the order of its navigation. */
export interface Page {
  /** The last part of its address; the first page has none. */
  name: string;
  title: string;
  /** The first page says more than its title. */
  heading?: string;
  /** One sentence, under the title. */
  summary: string;
  /** Scripts of this page, from `assets/`. */
  scripts?: string[];
  /** As wide as the window allows. */
  wide?: boolean;
  /** The options of the chat's script, where the page has it. */
  chat?: string;
}

export interface Group {
  title: string;
  pages: Page[];
}

export const groups: Group[] = [
  {
    title: 'Start',
    pages: [
      {
        name: '',
        title: 'sc-chat',
        heading: 'Login, profile and chat for any page',
        summary: 'One script tag. Web components in shadow roots, for a Django backend with dj-rest-auth and Channels.',
        chat: 'data-heading="Try it here" data-greeting="This is the real thing, on the demo’s backend. Say hello."',
      },
      { name: 'install', title: 'Install', summary: 'One script tag, or one import. Both take a minute.' },
      {
        name: 'frameworks',
        title: 'Frameworks',
        summary: 'React, Vue, Svelte, Angular and Django templates, with types.',
      },
      {
        name: 'django',
        title: 'Django backend',
        summary: 'What the backend must be set to, and what happens where it is not.',
      },
    ],
  },
  {
    title: 'Try',
    pages: [
      {
        name: 'playground',
        title: 'Playground',
        summary: 'Every option, live, with the code to copy and the events as they come.',
        scripts: ['playground.js'],
        wide: true,
      },
      {
        name: 'themes',
        title: 'Theme builder',
        summary: 'Pick a theme or make one. The style sheet to copy is below it.',
        scripts: ['themes.js'],
        wide: true,
      },
      {
        name: 'pictures',
        title: 'Pictures',
        summary: 'What it looks like: light, dark, on a phone, enlarged, and in every theme.',
        wide: true,
      },
    ],
  },
  {
    title: 'Reference',
    pages: [
      {
        name: 'options',
        title: 'Options',
        summary: 'Where options are written, which one wins, and what each of them does.',
      },
      {
        name: 'elements',
        title: 'Elements',
        summary: 'Attributes, properties, events, slots, parts, tokens and states of the five elements.',
      },
      { name: 'events', title: 'Events', summary: 'What the page may hear, and what each event carries.' },
      {
        name: 'script-api',
        title: 'Script API',
        summary: 'What window.scChat can do, before and after the script has arrived.',
      },
    ],
  },
  {
    title: 'For the review',
    pages: [
      {
        name: 'csp',
        title: 'CSP and SRI',
        summary: 'The strictest policy that works, and the script’s integrity value.',
      },
      {
        name: 'privacy',
        title: 'Privacy and storage',
        summary: 'What is kept, where, for how long, and how it goes away.',
      },
      { name: 'threats', title: 'Threat model', summary: 'What is defended, how, and what cannot be.' },
      {
        name: 'accessibility',
        title: 'Accessibility',
        summary:
          'What works with a keyboard, a screen reader, a magnifier and high contrast, and what is known not to.',
      },
      {
        name: 'tests',
        title: 'Hosts and faults',
        summary: 'On which pages, and through which failures, the script has been tested, in which browser.',
        wide: true,
      },
      {
        name: 'troubleshooting',
        title: 'Troubleshooting',
        summary: 'One call names what is wrong and the setting that cures it.',
        scripts: ['diagnose.js'],
        chat: 'data-launcher="off"',
      },
    ],
  },
];

export const pages = groups.flatMap(group => group.pages);
export const addressOf = ({ name }: Page) => (name ? `/docs/${name}` : '/docs');
