import { type ESTree, type Plugin, parseSync, Visitor } from 'vite';
import { type Change, change } from './transforms.js';

/** Where Lit's decorators come from; in what is built nothing of it is left. */
const MODULE = 'lit/decorators.js';

type Class = ESTree.Class;
type Decorator = ESTree.Decorator;

/**
 * The code with its decorators written out as Lit documents it for plain JavaScript, which does the same in less:
 * `@property(…)` and `@state()` are entries of `static properties`, `@query(…)` is a getter, and a decorator of the
 * class, which must return nothing, is a call after it. Any other decorator is an error.
 */
export const writeOutDecorators = (code: string, id: string): string => {
  const { program, errors } = parseSync(id, code);
  if (errors.length > 0) throw new Error(`${id}: ${errors[0]!.message}`);

  const changes: Change[] = [];
  const understood = new Set<Decorator>();
  const fail = ({ start, end }: { start: number; end: number }, why: string): never => {
    throw new Error(`${id}: cannot write out ${code.slice(start, end)}: ${why}`);
  };
  const text = ({ start, end }: { start: number; end: number }) => code.slice(start, end);

  const callOf = (decorator: Decorator) => {
    const call = decorator.expression;
    if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return fail(decorator, 'it is no call');
    understood.add(decorator);
    return { name: call.callee.name, args: call.arguments };
  };

  /** What stands in `static properties` for it. */
  const options = (decorator: Decorator) => {
    const { name, args } = callOf(decorator);
    if (name === 'state') return args.length === 0 ? '{ state: true }' : fail(decorator, 'it has options');
    if (args.length === 0) return '{}';
    return args.length === 1 && args[0]!.type === 'ObjectExpression'
      ? text(args[0]!)
      : fail(decorator, 'it has something else than one object');
  };

  const selector = (decorator: Decorator) => {
    const { args } = callOf(decorator);
    return args.length === 1 && args[0]!.type === 'Literal'
      ? text(args[0]!)
      : fail(decorator, 'it has no one selector');
  };

  const writeOut = (node: Class) => {
    const entries: string[] = [];
    let own: ESTree.ClassElement | undefined;
    for (const member of node.body.body) {
      const [decorator, ...others] = 'decorators' in member ? (member.decorators ?? []) : [];
      if (!decorator) {
        if ('key' in member && member.static && text(member.key) === 'properties') own = member;
        continue;
      }
      if (member.type !== 'PropertyDefinition' || member.computed || member.static || member.key.type !== 'Identifier')
        return fail(decorator, 'it is not at a field with a plain name');
      if (others.length > 0) fail(others[0]!, 'it is the second one');
      const { name } = callOf(decorator);
      if (name === 'query') {
        if (member.value) fail(member, 'it has a value');
        const getter = `get ${member.key.name}() { return this.renderRoot?.querySelector(${selector(decorator)}) ?? null; }`;
        changes.push({ start: Math.min(decorator.start, member.start), end: member.end, text: getter });
      } else if (name === 'property' || name === 'state') {
        entries.push(`${member.key.name}: ${options(decorator)}`);
        changes.push({ start: decorator.start, end: decorator.end, text: '' });
      } else fail(decorator, 'it is unknown');
    }
    if (own && entries.length > 0) fail(own, 'the class has its own');
    const start = node.body.start + 1;
    if (entries.length > 0)
      changes.push({ start, end: start, text: ` static properties = { ${entries.join(', ')} };` });

    for (const decorator of node.decorators ?? []) {
      const { name } = callOf(decorator);
      if (name !== 'define') fail(decorator, 'it is unknown');
      if (node.type !== 'ClassDeclaration' || !node.id || node.decorators!.length > 1)
        return fail(decorator, 'it is not the only one of a class with a name');
      changes.push({ start: decorator.start, end: decorator.end, text: '' });
      changes.push({ start: node.end, end: node.end, text: `\n${text(decorator.expression)}(${node.id.name});` });
    }
  };

  const names = new Set<string>();
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration' || node.source.value !== MODULE) continue;
    for (const specifier of node.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || text(specifier.imported) !== specifier.local.name)
        fail(node, 'it gives a name of its own');
      names.add(specifier.local.name);
    }
    changes.push({ start: node.start, end: node.end, text: '' });
  }

  const decorators: Decorator[] = [];
  let called = 0;
  new Visitor({
    ClassDeclaration: writeOut,
    ClassExpression: writeOut,
    Decorator: node => void decorators.push(node),
    CallExpression({ callee }) {
      if (callee.type === 'Identifier' && names.has(callee.name)) called++;
    },
  }).visit(program);
  const unseen = decorators.find(decorator => !understood.has(decorator));
  if (unseen) fail(unseen, 'it is at an unexpected place');
  const used = decorators.filter(({ expression }) => names.has(/^\w+/.exec(text(expression))![0])).length;
  if (called !== used) throw new Error(`${id}: a decorator is called like a function`);

  return change(code, changes);
};

/** Leaves Lit's decorators and TypeScript's helper for them out of what is built. */
export const plainDecorators = (): Plugin => ({
  name: 'sc-chat:plain-decorators',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    /\.ts$/.test(id) && !id.includes('/node_modules/') && code.includes('@') ? writeOutDecorators(code, id) : undefined,
});

/**
 * For a script that has Lit inside, which knows there that `someName` has the attribute `some-name`, and that what is
 * nothing has none (`build/prune.ts`): leaves out what follows from that.
 */
export const impliedAttributes = (): Plugin => ({
  name: 'sc-chat:implied-attributes',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    /\.ts$/.test(id) && !id.includes('/node_modules/') && code.includes('static properties')
      ? withoutImplied(code)
      : undefined,
});

/** `someName: { attribute: 'some-name' }` as `someName: {}`, and what has no attribute and no other option as `0`. */
export const withoutImplied = (code: string): string =>
  code
    .replace(/: \{ (state: true|attribute: false) \}/g, ': 0')
    .replace(/\b(\w+): \{ attribute: '([\w-]+)' \}/g, (all, name: string, attribute: string) =>
      attribute === name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`) ? `${name}: {}` : all,
    );
