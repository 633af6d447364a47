import { type ESTree, type Plugin, parseSync, Visitor } from 'vite';
import { packagePath, type Replacement, rewrite } from './transforms.js';

/**
 * What is cut out of the bundled libraries because nothing of ours reaches it; tree shaking cannot know. `misuse` looks
 * after the conditions. As everywhere a text that is not found once fails the build.
 */
export const cuts: Record<string, Replacement[]> = {
  // Schemas are made with `z.transform` and asked with `z.safeParse`, in which nothing but `success` and `data` is read.
  'zod/v4/core/parse.js': [
    {
      find: /(?<=\nexport const _safeParse = \(_Err\) => \(schema, value, _ctx\) => \{)\n {4}const ctx = [^\n]*\n( {4}const result = schema\._zod\.)run(\(\{ value, issues: \[\] \}), ctx\);\n {4}if \(result instanceof Promise\) \{\n[^\n]*\n {4}\}\n {4}(return result\.issues\.length \? )failure\(_Err, result\.issues, ctx\)( : [^\n]*\n\};\nexport const safeParse = \/\* @__PURE__\*\/ _safeParse\()errors\.\$ZodRealError\);/,
      replace: '\n$1parse$2);\n    $3{ success: false }$4);',
    },
  ],
  'zod/v4/mini/schemas.js': [
    {
      find: /(?<=\nexport function transform\(fn\) \{).*?(?=\n\}\n)/s,
      replace: `
    return { _zod: { parse: to => ((to.value = fn(to.value, to)), to) } };`,
    },
  ],

  // One call, `createFetch(…).raw`: without retries and hooks, of a whole address, with a text to send and to read.
  'ofetch/dist/shared/ofetch.CWycOUEr.mjs': [
    { find: /\nconst payloadMethods = new Set\(.*?\n\);/s, replace: '' },
    {
      find: /\nfunction createFetch\(globalOptions = \{\}\) \{.*?\n {2}return \$fetch;\n\}/s,
      replace: `
function createFetch({ fetch }) {
  return {
    async raw(request, options) {
      const response = await fetch(request, options);
      response._data = await response.text();
      return response;
    }
  };
}`,
    },
  ],

  // Browsers that know our style sheets' relative colours have constructable style sheets. Each `css` is evaluated once,
  // and nothing is put into it.
  '@lit/reactive-element/css-tag.js': [
    { find: /=\w+\.ShadowRoot&&[^;]*?"replace"in CSSStyleSheet\.prototype(?=[,;])/, replace: '=!0' },
    { find: /if\(this\._\$cssResult\$=!0,o!==s\)throw Error\("[^"]*"\);/, replace: '' },
    {
      find: /\(t,\.\.\.e\)=>\{const o=1===t\.length\?t\[0\]:.*?;return new n\(o,t,s\)\}/,
      replace: '([t])=>({get styleSheet(){return this.o||(this.o=new CSSStyleSheet).replaceSync(t),this.o}})',
    },
    { find: 't instanceof CSSStyleSheet?t:t.styleSheet', replace: 't.styleSheet' },
  ],

  // Properties are strings or booleans with accessors of Lit's own, and nobody asks for what is `gone`. Controllers come
  // with their element. An attribute is called as its property, with hyphens.
  '@lit/reactive-element/reactive-element.js': [
    {
      find: /getOwnPropertyDescriptor:h,.*?,(getPrototypeOf:n\}=Object),a=globalThis,.*?hasChanged:f\}(?=;)/s,
      replace: '$1',
    },
    { find: 'static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}', replace: '' },
    {
      find: /static createProperty\(t,s=b\)\{.*?(?=constructor\(\))/s,
      replace:
        'static finalize(){if(this.hasOwnProperty("elementProperties"))return;const t=n(this);t.finalize(),this.elementProperties=new Map(t.elementProperties),this._$Eh=new Map(t._$Eh);if(this.hasOwnProperty("properties"))for(const[t,r]of Object.entries(this.properties)){const s=r||{attribute:!1};s.attribute??=t.replace(/[A-Z]/g,t=>"-"+t.toLowerCase()),s.attribute&&this._$Eh.set(s.attribute,t),this.elementProperties.set(t,s);const i=Symbol();e(this.prototype,t,{get(){return this[i]},set(e){const h=this[i];this[i]=e,this.requestUpdate(t,h,s)}})}this.elementStyles=[this.styles??[]].flat(1/0)}',
    },
    { find: 'this.finalize(),this._$Eh&&[', replace: 'this.finalize(),[' },
    {
      find: /(?<=constructor\(\)\{super\(\),)this\._\$Ep=void 0,.*?_\$Ev\(\)\{(.*?)this\._\$E_\(\),this\.requestUpdate\(\),this\.constructor\.l\?\.forEach\(t=>t\(this\)\)\}/,
      replace:
        '$1this._$Ep=new Map;for(const t of this.constructor.elementProperties.keys())this.hasOwnProperty(t)&&(this._$Ep.set(t,this[t]),delete this[t]);this.requestUpdate()}',
    },
    { find: ',void 0!==this.renderRoot&&this.isConnected&&t.hostConnected?.()', replace: '' },
    { find: /_\$E_\(\)\{.*?(?=createRenderRoot)/, replace: '' },
    { find: 'enableUpdating(t){}', replace: '' },
    { find: 'removeController(t){this._$EO?.delete(t)}', replace: '' },
    {
      find: 'this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions)',
      replace: 'this.attachShadow({mode:"open"})',
    },
    { find: 'attributeChangedCallback(t,s,i){this._$AK(t,i)}', replace: '' },
    {
      find: /(?<=_\$ET\(t,s\)\{const )i(=this\.constructor\.elementProperties\.get\(t\)),e=.*?;(this\._\$Em=t,.*?\})\}/,
      replace: '{attribute:e,type:i}$1,h=i===Boolean?s?"":null:s;$2',
    },
    {
      find: /_\$AK\(t,s\)\{(.*?)if\(void 0!==e&&this\._\$Em!==e\)\{.*?this\._\$Em=null\}\}/,
      replace:
        'attributeChangedCallback(t,h,s){$1this._$Em!==e&&(this._$Em=e,this[e]=i.elementProperties.get(e).type===Boolean?null!==s:s,this._$Em=null)}',
    },
    {
      find: /requestUpdate\(t,s,i,e=!1,h\)\{if\(void 0!==t\)\{.*?this\.C\(t,s,i\)\}/,
      replace:
        'requestUpdate(t,s,e){if(void 0!==t){if(i(this[t],s))return;this._$AL.has(t)||this._$AL.set(t,this.hasUpdated?s:void 0),e.reflect&&this._$Em!==t&&(this._$Eq??=new Set).add(t)}',
    },
    { find: /C\(t,s,\{useDefault:i,reflect:e,wrapped:h\},r\)\{.*?\}(?=async)/, replace: '' },
    {
      find: /if\(!this\.hasUpdated\)\{if\(this\.renderRoot\?\?=.*?,i,e\)\}\}/,
      replace: 'for(const[t,s]of this._$Ep)this[t]=s;this._$Ep.clear();',
    },
    { find: '!1===this.isUpdatePending&&(', replace: 'this.isUpdatePending||(' },
    {
      find: 'const t=this.scheduleUpdate();return null!=t&&await t,!this.isUpdatePending}',
      replace: 'await this.scheduleUpdate()}',
    },
    {
      find: /let t=!1;(const s=this\._\$AL;try\{)t=this\.shouldUpdate\(s\),t\?\((.*?this\.update\(s\))\):this\._\$EM\(\)\}catch\(s\)\{throw t=!1,this\._\$EM\(\),s\}t&&this\._\$AE\(s\)\}willUpdate\(t\)\{\}_\$AE\(t\)\{.*?this\.updated\(t\)\}/,
      replace: '$1$2}catch(s){throw this._$EM(),s}this.hasUpdated=!0,this.updated(s)}willUpdate(t){}',
    },
    { find: 'updated(t){}firstUpdated(t){}', replace: 'updated(t){}' },
    {
      find: 'return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}',
      replace: 'return this._$ES}',
    },
    { find: 'if(!this.isUpdatePending)return;', replace: '' },
    {
      find: /y\.elementStyles=.*?,y\[d\("elementProperties"\)\]=new Map,y\[d\("finalized"\)\]=new Map,p\?\.\(\{ReactiveElement:y\}\)/,
      replace: 'y.elementProperties=new Map',
    },
    { find: ',f as notEqual', replace: '' },
    { find: ',u as defaultConverter', replace: '' },
  ],

  // Whether it is connected matters to asynchronous directives alone; every element of ours renders something.
  'lit-element/lit-element.js': [
    { find: /constructor\(\)\{.*?createRenderRoot\(\)\{const t=super\.createRenderRoot\(\);.*?,t\}/, replace: '' },
    { find: 'this.renderRoot,this.renderOptions)', replace: 'this.renderRoot,{host:this})' },
    { find: 'this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),', replace: '' },
    { find: 'this._$Do=e(', replace: 'e(' },
    { find: /connectedCallback\(\)\{super\.connectedCallback\(\).*?render\(\)\{return r\}/, replace: '' },
    { find: /i\._\$litElement\$=!0,i\.finalized=!0|i\._\$litElement\$=!0,i\["finalized"\]=!0/, replace: '0' },
  ],

  // Templates as `markupMisuse` wants them, and of the directives `keyed` alone, which the part itself looks after. A child
  // is a text, a template, a list or nothing: anything else fails at once.
  'lit-html/lit-html.js': [
    {
      find: /,x=t=>.*?,b=x\(1\),w=x\(2\),T=x\(3\)/,
      replace: ',b=(i,...s)=>({_$litType$:1,strings:i,values:s}),w=0,T=0',
    },
    { find: '&&"function"!=typeof t,u=', replace: ',u=' },
    { find: ',d=t=>u(t)||"function"==typeof t?.[Symbol.iterator]', replace: '' },
    { find: 'void 0!==t.nodeType?this.T(t):d(t)?this.k(t):this._(t)', replace: 'this.k(t)' },
    { find: /h="\$lit\$",o=.*?,r=`<\$\{n\}>`/, replace: 'o="$lit$"' },
    { find: /,f="\[ .*?,y=\/\^.*?\$\/i/, replace: '' },
    { find: /(?<=throw Error\()"invalid template strings array"/, replace: '' },
    {
      find: /const N=\(t,i\)=>\{.*?\};class S\{.*?\}(?=static createElement)/,
      replace:
        'class S{constructor({strings:t}){const i=this.parts=[];let s,e=0;for(this.el=l.createElement("template"),this.el.innerHTML=V(t,t.join(o)),P.currentNode=this.el.content;s=P.nextNode();e++){if(8===s.nodeType)s.data[1]&&i.push({type:2,index:e});else for(const t of s.getAttributeNames()){const h=s.getAttribute(t).split(o);if(h.length>1){const[,n,r]=/([.?@])?(.*)/.exec(t);i.push({type:1,index:e,name:r,strings:h,ctor:{".":I,"?":L,"@":z}[n]??H}),s.removeAttribute(t)}}}}',
    },
    { find: /static createElement\(t,i\)\{.*?\}\}function M\(t,i,s=t,e\)\{.*?\}(?=class R)/, replace: '}' },
    {
      find: 'constructor(t,i){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=i}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}',
      replace: 'constructor(t,i){this._$AV=[],this._$AD=t,this.key=i}',
    },
    { find: '(t?.creationScope??l)', replace: 'l' },
    {
      find: /let h=P\.nextNode\(\),o=0,n=0,r=s\[0\];for\(;void 0!==r;\)\{.*?(?=return P\.currentNode=l)/,
      replace:
        'let h,o=-1;for(const r of s){for(;o<r.index;o++)h=P.nextNode();this._$AV.push(2===r.type?new k(h,h.nextSibling,t):new r.ctor(h,r.name,r.strings,t))}',
    },
    {
      find: 'void 0!==s&&(void 0!==s.strings?(s._$AI(t,s,i),i+=s.strings.length-2):s._$AI(t[i])),i++',
      replace: 's.strings?(s._$AI(t,i),i+=s.strings.length-1):s._$AI(t[i++])',
    },
    {
      find: /get _\$AU\(\)\{return this\._\$AM\?\._\$AU\?\?this\._\$Cv\}constructor\(t,i,s,e\)\{.*?get endNode\(\)\{return this\._\$AB\}_\$AI\(t,i=this\)\{t=M\(this,t,i\),/,
      replace: 'constructor(t,i,s){this._$AH=A,this._$AA=t,this._$AB=i,this.options=s}_$AI(t){',
    },
    { find: 't!==this._$AH&&t!==E&&this._(t)', replace: 't!==this._$AH&&this._(t)' },
    {
      find: /\{values:i,_\$litType\$:s\}=t,e="number"==typeof s\?this\._\$AC\(t\):\(.*?,s\);if\(this\._\$AH\?\._\$AD===e\)/,
      replace: '{values:i,key:n}=t,e=this._$AC(t);if(this._$AH?._$AD===e&&this._$AH.key===n)',
    },
    { find: 'new R(e,this)', replace: 'new R(e,n)' },
    { find: 'this.O(c()),this,this.options', replace: 'this.O(c()),this.options' },
    {
      find: '_$AR(t=this._$AA.nextSibling,s){for(this._$AP?.(!1,!0,s);t!==this._$AB;)',
      replace: '_$AR(t=this._$AA.nextSibling){for(;t!==this._$AB;)',
    },
    { find: /setConnected\(t\)\{.*?\}(?=\}class H)/, replace: '' },
    { find: 'get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}', replace: '' },
    {
      find: 'constructor(t,i,s,e,h){this.type=1,this._$AH=A,this._$AN=void 0,this.element=t,this.name=i,this._$AM=e,this.options=h,',
      replace: 'constructor(t,i,s,e){this.element=t,this.name=i,this.options=e,',
    },
    { find: '_$AI(t,i=this,s,e){const h=this.strings', replace: '_$AI(t,s){const h=this.strings' },
    { find: 't=M(this,t,i,0),o=!a(t)||t!==this._$AH&&t!==E,', replace: 'o=!a(t)||t!==this._$AH,' },
    { find: 'r=M(this,e[s+n],i,n),r===E&&(r=this._$AH[n]),', replace: 'r=e[s+n],' },
    { find: 'o&&!e&&this.j(t)', replace: 'o&&this.j(t)' },
    { find: 'constructor(){super(...arguments),this.type=3}', replace: '' },
    { find: 'constructor(){super(...arguments),this.type=4}', replace: '' },
    {
      find: /constructor\(t,i,s,e,h\)\{super\(t,i,s,e,h\),this\.type=5\}_\$AI\(t,i=this\)\{.*?\}handleEvent\(t\)\{.*?\}\}/,
      replace:
        'constructor(t,i,s,e){super(t,i,s,e),t.addEventListener(i,this)}_$AI(t){this._$AH=t}handleEvent(t){this._$AH.call(this.options.host??this.element,t)}}',
    },
    { find: /class Z\{.*?\}(?=const j=)/, replace: '' },
    { find: /const j=\{.*?\}(?=,B=)/, replace: 'const j=0' },
    {
      find: /D=\(t,i,s\)=>\{.*?\}(?=;D\.setConnected|;|,\w=)/,
      replace:
        'D=(t,i,s={})=>{const e=s.renderBefore??null;((e??i)._$litPart$??=new k(i.insertBefore(c(),e),e,s))._$AI(t)}',
    },
  ],
  'lit-html/directives/keyed.js': [
    { find: /^import.*export\{i as keyed\};/s, replace: 'export const keyed=(key,template)=>({...template,key});' },
  ],

  // What a provider hands down is one object for its whole life, so that nobody has to subscribe to it.
  '@lit/context/lib/context-request-event.js': [
    { find: 's,t,e,o){super', replace: 's,t,e){super' },
    { find: ',this.subscribe=o??!1', replace: '' },
  ],
  '@lit/context/lib/controllers/context-consumer.js': [
    {
      find: /constructor\(t,s,i,h\)\{.*?(?=\}export)/,
      replace:
        'constructor(s,{context:i}){this.hostConnected=()=>s.dispatchEvent(new t(i,s,t=>{this.value=t,s.requestUpdate()})),s.addController(this)}',
    },
  ],
  '@lit/context/lib/controllers/context-provider.js': [
    { find: /import\{ContextRequestEvent.*?(?=class e )/s, replace: '' },
    {
      find: /class e extends Event\{.*?this\.onProviderRequest=.*?s\.stopPropagation\(\)\},(.*)/s,
      replace: `export class ContextProvider{constructor(s,{context:e,initialValue:i}){s.addEventListener("context-request",t=>{t.context===e&&t.contextTarget!==s&&(t.stopPropagation(),t.callback(i))})}}`,
    },
  ],

  // A store that is kept has an engine of our own under it, which answers for every store and is never left.
  '@nanostores/persistent/index.js': [
    { find: /\nfunction testSupport\(\) \{.*?(?=\nexport function setPersistentEngine)/s, replace: '' },
    {
      find: /(?<=export function persistentAtom\(name, initial, opts) = \{\}\) \{.*?(?=\n {2}return store\n\}\n\nexport function persistentBoolean)/s,
      replace: `) {
  let { encode, decode } = opts
  let store = atom(decode(storageEngine[name]))
  let set = store.set
  store.set = newValue => {
    storageEngine[name] = encode(newValue)
    set(newValue)
  }
  eventsEngine.addEventListener(name, event => set(decode(event.newValue)))`,
    },
  ],

  // Stores without a mount, and no computed ones or batches, which alone ask for the epoch. A listener gets the value
  // alone, and listens to a store once.
  'nanostores/atom/index.js': [
    { find: /let batchSeen = null\n/, replace: '' },
    {
      find: /(?<=let drainQueue = \(\) => \{\n {2}let thrown\n).*?(?= {2}listenerQueue\.length = lqIndex = 0)/s,
      replace: '  while (lqIndex < listenerQueue.length) try { listenerQueue[lqIndex++]() } catch (e) { thrown = e }\n',
    },
    { find: /(?<=export const batch = )fn => \{\n.*?\n\}\n/s, replace: 'undefined\n' },
    { find: /\n {4}eq: Object\.is,/, replace: '' },
    { find: /\n {6}if \(!\$atom\.lc\) \{\n.*?\n {6}\}(?=\n)/s, replace: '' },
    { find: /\n {4}init: initialValue,\n {4}lc: 0,/, replace: '' },
    { find: /\$atom\.lc = (?=listeners\.push)/, replace: '' },
    { find: /\n {8}batchSeen\?\.get\(listener\)\?\.delete\(\$atom\)\n {8}for \(.*?\n {8}\}(?=\n)/s, replace: '' },
    { find: /\n {10}if \(!--\$atom\.lc\) \$atom\.off\(\)/, replace: '' },
    { find: /notify\(oldValue, changedKey\) \{\n {6}nanostoresGlobal\.epoch\+\+/, replace: 'notify() {' },
    { find: /(?<=!listenerQueue\.length) && !batchSeen/, replace: '' },
    { find: /\n {8}if \(batchSeen\) \{\n.*?\n {8}\}(?=\n)/s, replace: '' },
    {
      find: /(?<=listenerQueue\.push\()\n {10}listener,\n.*?(?=\)\n {6}\})/s,
      replace: '() => listeners.includes(listener) && listener($atom.value)',
    },
    { find: /\n {4}off\(\) \{\},/, replace: '' },
    { find: /let oldValue = \$atom\.value\n {6}if \(!\$atom\.eq\(oldValue, /, replace: 'if (!Object.is($atom.value, ' },
    { find: '$atom.notify(oldValue)', replace: '$atom.notify()' },
    { find: /,\n {4}subscribe\(listener\) \{\n.*?\n {4}\}(?=,\n {4}value)/s, replace: '' },
  ],
};

/** What may be imported of a library that has been cut, in the order of the formatter. */
const imports: Record<string, RegExp> = {
  lit: /^\{ (, |css|html|LitElement|nothing|render)+ \}$/,
  'lit/directives/keyed.js': /^\{ keyed \}$/,
  '@lit/context': /^\{ (, |createContext|ContextConsumer|ContextProvider)+ \}$/,
  nanostores: /^\{ atom \}$/,
  '@nanostores/persistent': /^\{ persistentAtom, setPersistentEngine \}$/,
  ofetch: /^\{ createFetch \}$/,
};

/** What Lit's classes, contexts and stores could do before they were cut. */
const gone: [RegExp, string][] = [
  [/@property\(\) \w*[A-Z]/, 'an attribute whose name is not said'],
  [/\btype: *(Number|Array|Object)\b/, 'an attribute that is a number or JSON'],
  [/\b(converter|hasChanged|useDefault|noAccessor|attribute: *true)\b *[:,}]/, 'an option of properties'],
  [
    /\b(shouldUpdate|getUpdateComplete|performUpdate|removeController|addInitializer|hostUpdated|firstUpdated)\b/,
    "Lit's",
  ],
  [/\bstatic (override )?(properties|shadowRootOptions|finalizeStyles|createProperty)\b/, "a class's"],
  [/\brequestUpdate\((?!\))/, 'an update of one property'],
  [/\bhandleEvent\b/, 'an object that listens'],
  [/\bnew Context(Consumer|Provider)\((?!this, \{ context: \w+(, initialValue: [^,{}]+)? \}\))/, 'a context'],
  [/\$\w+\.(subscribe|eq|off|lc|init)\b/, "a store's"],
  [/\.listen\(\((\w+|\{[^}]*\}), /, 'what a store had before'],
  [/\bpersistentAtom\((?!\w+, [^{}]+, \{ encode, decode \}\))/, 'a store that is kept'],
];

/** A template with its expressions as this character, which is in no real text. */
const HOLE = '\uE000';

/** What the markup of a template asks of the part of Lit that reads it. */
const markupMisuse = (markup: string, values: ESTree.Expression[]): string | undefined => {
  if (/<(?!\/?[a-z])/.test(markup)) return 'a comment or the name of an element';
  if (markup.includes('$lit')) return 'the text that marks expressions';
  if (/[\s"][.?@]?[\w-]*[A-Z][\w-]*=(?:"[^"]*)?\uE000/.test(markup))
    return 'a capital letter in the name of an expression';
  if (/<(script|style|textarea|title)\b[^<]*>(?!<\/\1>)/.test(markup)) return 'content of a field or a style';
  let hole = 0;
  for (const [token] of markup.matchAll(/<\/?[a-z](?:"[^"]*"|[^">])*>|[^<]+|</g)) {
    if (token.startsWith('<')) {
      // Outside quotes: neither a second kind of them, nor an expression that is not right behind its attribute.
      const bare = token.replace(/"[^"]*"/g, '""');
      if (/'/.test(bare)) return 'single quotes';
      if (/(?<![\w-]=)\uE000|\uE000[^\s>]/.test(bare)) return `an expression that is no attribute's whole value`;
      for (const { 0: attribute, index } of token.matchAll(/\s@[\w-]+=/g)) {
        const value = values[hole + token.slice(0, index).split(HOLE).length - 1];
        if (!token.startsWith(HOLE, index + attribute.length) || !/^(Arrow|Member)/.test(value!.type))
          return 'a listener that is no function';
      }
    }
    hole += token.split(HOLE).length - 1;
  }
  return undefined;
};

/** What the templates in a source ask of the part of Lit that reads them. */
const templateMisuse = (code: string): string | undefined => {
  let found: string | undefined;
  new Visitor({
    TaggedTemplateExpression({ tag, quasi: { quasis, expressions } }) {
      if (tag.type !== 'Identifier') return;
      if (tag.name === 'css' && expressions.length > 0) found ??= 'a style sheet with something put into it';
      if (tag.name === 'html') found ??= markupMisuse(quasis.map(part => part.value.raw).join(HOLE), expressions);
    },
  }).visit(parseSync('source.ts', code).program);
  return found;
};

/** What a source of ours asks of a library that has been cut out, in words, or nothing. */
export const misuse = (code: string): string | undefined => {
  const from = (name: string) => code.match(new RegExp(`^import (?!type )([^;]*?) from '${name}';`, 'm'))?.[1];
  const zod = from('zod(?:/[\\w-]+)?');
  if (zod) {
    if (zod !== '* as z' || !code.includes("from 'zod/mini'")) return `import zod as "* as z from 'zod/mini'"`;
    const used = [...code.matchAll(/\bz\.([a-z]\w*)/g)].map(match => match[1]!);
    const other = used.find(name => name !== 'transform' && name !== 'safeParse');
    if (other) return `z.${other}`;
    if (/\bsafeParse\b.*?\.error\b/s.test(code)) return 'the error of z.safeParse';
  }
  for (const [, names, library] of code.matchAll(
    /^import (?!type )([^;]*?) from '((?:lit|@lit|nanostores|@nanostores|ofetch)(?:\/[^']*)?)';/gm,
  )) {
    if (library === 'lit/decorators.js') continue;
    const values = names!.replace(/(, )?\btype \w+/g, '');
    if (!imports[library!]?.test(values)) return `${names} from ${library}`;
  }
  if (from('ofetch')) {
    const calls = [...code.matchAll(/\.raw\((.*?)\n\s*\}\);/gs)].map(match => match[1]!);
    if (calls.length !== 1) return 'more or less than one call of ofetch';
    const [call] = calls;
    for (const needed of ['retry: false', "responseType: 'text'", 'ignoreResponseError: true', 'body: stringify('])
      if (!call!.includes(needed)) return `ofetch without ${needed}`;
    const option = /\b(query|params|baseURL|on[A-Z]\w*|parseResponse|timeout|retry\w+)\b *[:(]/.exec(call!)?.[1];
    if (option) return `ofetch's option ${option}`;
  }
  for (const [pattern, what] of gone) {
    const found = pattern.exec(code);
    if (found) return `${what} (${found[0]})`;
  }
  return /\b(html|css)`/.test(code) ? templateMisuse(code) : undefined;
};

/** Cuts the libraries down to what is used of them. */
export const pruneLibraries = (): Plugin => ({
  name: 'sc-chat:prune-libraries',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    const path = packagePath(id);
    if (cuts[path]) return rewrite(code, path, cuts[path]);
    const found = /\.ts$/.test(id) && !id.includes('/node_modules/') && misuse(code);
    if (found) throw new Error(`${id}: ${found}: build/prune.ts has cut that out`);
    return undefined;
  },
});
