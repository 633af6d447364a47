setTimeout(() => {
  throw new Error('late');
}, 0);
describe('between', () => {
  it('passes', async () => {});
});
