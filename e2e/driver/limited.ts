import { type Cdp, type Engine, Unsupported } from './types.js';

/** What only some engines can do; those override it. */
export abstract class Limited {
  constructor(readonly engine: Engine) {}

  early(_script: string): Promise<void> {
    return Promise.reject(new Unsupported('earlyScripts', this.engine));
  }
  offline(_yes: boolean): Promise<void> {
    return Promise.reject(new Unsupported('offline', this.engine));
  }
  freeze(): Promise<void> {
    return Promise.reject(new Unsupported('freeze', this.engine));
  }
  resume(): Promise<void> {
    return Promise.reject(new Unsupported('freeze', this.engine));
  }
  cdp(): Promise<Cdp> {
    return Promise.reject(new Unsupported('cdp', this.engine));
  }
}
