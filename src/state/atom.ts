/** For the stores of the elements' own options: what the page sets, no state of the chat. */
export { atom, type ReadableAtom } from 'nanostores';
