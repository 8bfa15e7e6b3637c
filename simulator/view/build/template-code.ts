/**
 * What the code of the template compiler does otherwise than a phone, put right in its text: `null`, lists as a class, calls
 * that throw, and templates that call themselves. Knows the shape of that code; a shape that it does not find is an error.
 */

/** wx: `null` is shown as a word, and only what is undefined as nothing. */
const TEXT = {
  found: "var Y=function(a){return a==null?'':String(a)};",
  code: "var Y=function(a){return a===undefined?'':String(a)};",
};

/** wx: what throws in WXS, or is called and is no function, gives nothing, and the page goes on. */
const CALL = {
  found: "var P=function(a){return typeof a==='function'?a:()=>{}};",
  code:
    "var P=function(a){return typeof a!=='function'?()=>{}:function(){try{return a.apply(undefined,arguments)}" +
    "catch(e){console.warn('[preview] a script of a template threw:',e)}}};",
};

/** wx: WXS hears of an event and of a changed property with objects that the runtime makes. */
const WXS = {
  found: 'A:function(a){return a},B:function(a){return a}}',
  code:
    'A:function(a){return globalThis.__wxsHost?globalThis.__wxsHost.change(a):a},B:function(a){return a},' +
    'C:function(c,e,f,p){return globalThis.__wxsHost?globalThis.__wxsHost.handle(c,e,f,p):f.call(c,e)}}',
};

/** wx: a template that is called while it is shown is not shown again. One view at a time is told by its `R`. */
const TEMPLATE = {
  found: 'return S[P]};',
  code:
    'var T=S[P];return T&&((R,C,D,U)=>{var t=T(R,C,D,U);return{B:t.B,C:function(){var s=shown.get(R);' +
    'if(!s)shown.set(R,s=new Set());if(s.has(T))return;s.add(T);' +
    'try{return t.C.apply(t,arguments)}finally{s.delete(T)}}}})};',
};
const SHOWN = 'var shown=new WeakMap();';

/** wx: a class is a text, also of a list; a comma and a dot belong to a name, where the runtime would end it there. */
const CLASS = {
  found: 'var L=R.c,',
  code: "var L=(N,V)=>R.c(N,V===undefined?'':String(V).replace(/,/g,'，').replace(/[.]/g,'．')),",
};

/** `aria-*` and `role` are attributes of an element, also where the compiler takes the tag for a component. */
const ARIA_AS_PROPERTY = /\bO\(N,"(aria-[\w-]+|role)"/g;

/** The code of all templates as it runs in the preview. */
export function asOnPhones(code: string): string {
  const hasScripts = code.includes('R.setFnFilter(Q.A');
  let changed = code.replace(ARIA_AS_PROPERTY, 'R.a(N,"$1"');
  for (const { found, code: replacement } of hasScripts ? [TEXT, CALL, WXS] : [TEXT, CALL]) {
    if (!changed.includes(found)) throw new Error(`the template compiler does not write ${found} any more`);
    changed = changed.replace(found, () => replacement);
  }
  for (const { found, code: replacement } of [TEMPLATE, CLASS]) {
    changed = changed.split(found).join(replacement);
  }
  return changed.replace('(()=>{', () => `(()=>{${SHOWN}`);
}
