/** Typed news between the layers: who listens is told, nobody has to. */
export interface Signal<News> {
  on(listener: (news: News) => void): () => void;
  emit(news: News): void;
}

export const createSignal = <News>(): Signal<News> => {
  const listeners = new Set<(news: News) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(news) {
      for (const listener of [...listeners]) listener(news);
    },
  };
};
