/**
 * What a template takes from others: `import`, `include`, `<template is>`. A name that leads nowhere is only a line in the
 * phone's log, and what an included file sees depends on the tool.
 */
import type { Advice, Found } from './fault';
import { namesIn } from './expression-rules';
import { attributeOf, elementsOf, piecesOf, wxsPartsOf, type WxmlElement } from './wxml-tree';

/** The template that `file` names, or null when there is none. */
export type ReadTemplate = (name: string) => WxmlElement | null;

const MISSING: Advice = {
  construct: 'a file that is not there',
  tool: 'wcc leaves it out without a word',
  instead: 'Correct the path, or take the line away.',
};
const UNKNOWN: Advice = {
  construct: '<template is> without such a template',
  tool: 'nothing is shown, and a line in the log',
  instead: 'Import the file that defines it: an import of an import does not count.',
};
const DEFINED_TWICE: Advice = {
  construct: 'two templates of one name',
  tool: 'the last one counts for wcc, the first for glass-easel',
  instead: 'Give them different names.',
};
const RECURSIVE: Advice = {
  construct: 'a template that calls itself',
  tool: 'wcc stops at the first call, glass-easel goes on',
  instead: 'Flatten the list in the script, or make a component of it.',
};
const OWN_WXS: Advice = {
  construct: 'an included file with <wxs>',
  tool: 'wcc does not know its modules, glass-easel does',
  instead: 'Make a component of it.',
};
const OUTER_WXS: Advice = {
  construct: 'an included file that calls a <wxs> module of the file around',
  tool: 'wcc knows the module, glass-easel does not',
  instead: 'Make a component of it.',
};
const IN_LOOP: Advice = {
  construct: '<include> inside of wx:for',
  tool: 'wcc knows the item there, glass-easel does not',
  instead: 'Use <template is> with data, or a component.',
};

const isLoop = (element: WxmlElement): boolean =>
  element.attributes.some(({ name }) => name === 'wx:for' || name === 'wx:for-items');

const isInLoop = (element: WxmlElement): boolean =>
  isLoop(element) || (element.parent !== null && isInLoop(element.parent));

const definedIn = (root: WxmlElement): readonly { readonly name: string; readonly element: WxmlElement }[] =>
  elementsOf(root).flatMap((element) => {
    const name = element.tag === 'template' ? attributeOf(element, 'name')?.value : undefined;
    return name === undefined ? [] : [{ name, element }];
  });

/** Names that are written, not computed. */
function calledIn(root: WxmlElement): readonly { readonly name: string; readonly at: number }[] {
  return elementsOf(root).flatMap((element) => {
    const is = element.tag === 'template' ? attributeOf(element, 'is') : undefined;
    return is === undefined || is.value.includes('{{') ? [] : [{ name: is.value, at: is.start }];
  });
}

function usesAny(root: WxmlElement, modules: ReadonlySet<string>): boolean {
  return [root, ...elementsOf(root)].some((element) =>
    [
      ...element.attributes.map(({ value }) => value),
      ...element.children.flatMap((child) => (child.kind === 'text' ? [child.text] : [])),
    ].some((text) =>
      piecesOf(text, 0).some(
        (piece) => piece.isExpression && namesIn(piece.text).some((name) => modules.has(name)),
      ),
    ),
  );
}

function includeAdvice(
  element: WxmlElement,
  target: WxmlElement,
  modules: ReadonlySet<string>,
): Advice | undefined {
  if (isInLoop(element)) return IN_LOOP;
  if (wxsPartsOf(target).length > 0) return OWN_WXS;
  return modules.size > 0 && usesAny(target, modules) ? OUTER_WXS : undefined;
}

function recursiveFaults(root: WxmlElement): Found[] {
  const calls = new Map(definedIn(root).map(({ name, element }) => [name, calledIn(element)]));
  const reaches = (from: string, wanted: string, seen: Set<string>): boolean =>
    (calls.get(from) ?? []).some(({ name }) => {
      if (name === wanted) return true;
      if (seen.has(name)) return false;
      seen.add(name);
      return reaches(name, wanted, seen);
    });
  return definedIn(root)
    .filter(({ name }) => reaches(name, name, new Set()))
    .map(({ element }) => ({ at: element.start, advice: RECURSIVE }));
}

function linkFaults(root: WxmlElement, read: ReadTemplate): Found[] {
  const modules = new Set(wxsPartsOf(root).map(({ module }) => module));
  return elementsOf(root)
    .filter(({ tag }) => tag === 'import' || tag === 'include')
    .flatMap((element) => {
      const src = attributeOf(element, 'src');
      if (src === undefined || src.value.includes('{{')) return [];
      const target = read(src.value);
      if (target === null) return [{ at: src.start, advice: MISSING }];
      const advice = element.tag === 'include' ? includeAdvice(element, target, modules) : undefined;
      return advice === undefined ? [] : [{ at: element.start, advice }];
    });
}

export function templateLinkFaults(root: WxmlElement, read: ReadTemplate): Found[] {
  const imported = elementsOf(root)
    .filter(({ tag }) => tag === 'import')
    .flatMap((element) => read(attributeOf(element, 'src')?.value ?? '') ?? []);
  const own = definedIn(root);
  const known = new Set([root, ...imported].flatMap(definedIn).map(({ name }) => name));
  const twice = own.filter(({ name }, i) => own.findIndex((other) => other.name === name) < i);
  return [
    ...linkFaults(root, read),
    ...recursiveFaults(root),
    ...twice.map(({ element }) => ({ at: element.start, advice: DEFINED_TWICE })),
    ...calledIn(root)
      .filter(({ name }) => !known.has(name))
      .map(({ at }) => ({ at, advice: UNKNOWN })),
  ];
}
