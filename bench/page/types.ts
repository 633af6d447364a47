export interface Painted {
  at: number;
  /** The number of the frame. */
  frame: number;
}

export interface Recording {
  /** Between one frame and the next, ms. */
  gaps: number[];
  longTasks: number[];
}

export interface Probe {
  /** Asks after every frame until there is an answer. */
  afterFrame<T>(check: () => T | undefined): Promise<T>;
  isInView(element: Element): boolean;
  /** What came in by the socket since the start or the last `record()`. */
  arrivals: { text: string; at: number; frame: number }[];
  /** The newest row, and how many are in the document. Each contender says where its rows are. */
  newest(): Element | null;
  rows(): number;
  /** Resolves after the frame in which the newest row has this text and is in view. */
  shown(text: string): Promise<Painted>;
  /** Watches every frame from here on. */
  record(): void;
  stop(): Recording;
}

/** How a contender's launcher is found and what of it shows that it is open. */
export interface Launcher {
  button(): HTMLElement | null | undefined;
  /** The first field of the panel. */
  field(): HTMLElement | null | undefined;
}

declare global {
  interface Window {
    probe: Probe;
    launcher: Launcher;
    /** The script that is to be started. */
    script: HTMLScriptElement;
    /** What the harness tells the page: where the backend is, and who is asking. */
    visitor: { api: string; token: string; room: string; user: string };
  }
}
