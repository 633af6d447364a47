import { render } from 'lit';
import { equal, type Row, type Section } from './rows.js';

interface Box {
  readonly element: HTMLElement;
  row?: Row;
}

/** What stays is not touched: an element that is moved loses its focus. */
const arrange = (parent: Element, wanted: Element[]) => {
  const { children } = parent;
  for (const child of [...children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((element, index) => {
    if (children[index] !== element) parent.insertBefore(element, children[index] ?? null);
  });
};

/** Shows rows in their sections: an element each, kept as long as its message is here, and drawn again only when the row is another. */
export const createView = () => {
  let boxes = new Map<string | number, Box>();

  return (parent: Element, sections: readonly Section[], draw: (row: Row) => unknown) => {
    const next: typeof boxes = new Map();
    const boxOf = (key: string | number, name: string) => {
      const box = boxes.get(key) ?? { element: Object.assign(document.createElement('div'), { className: name }) };
      next.set(key, box);
      return box;
    };
    const shown = sections.map(({ key, rows }) => {
      const { element } = boxOf(key, 'section');
      const drawn = rows.map(row => {
        const box = boxOf(row.message.id, 'row');
        if (!box.row || !equal(box.row, row)) render(draw(row), box.element);
        box.row = row;
        return box.element;
      });
      arrange(element, drawn);
      return element;
    });
    arrange(parent, shown);
    boxes = next;
  };
};
