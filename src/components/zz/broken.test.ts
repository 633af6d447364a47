import './nowhere.js';

describe('broken', () => {
  it('passes', async () => {});
});
