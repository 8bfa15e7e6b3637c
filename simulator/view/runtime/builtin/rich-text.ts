/** Turns what `<rich-text nodes>` takes, HTML text or a tree of nodes, into elements. Only harmless tags and attributes pass. */

interface RichNode {
  readonly type?: 'text' | 'node';
  readonly name?: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, string>>;
  readonly children?: readonly RichNode[];
}

const TAGS = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em ' +
    'fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section ' +
    'small span strong sub sup table tbody td tfoot th thead tr tt u ul'
  ).split(' '),
);
const ATTRIBUTES = new Set([
  'class',
  'style',
  'alt',
  'src',
  'width',
  'height',
  'dir',
  'colspan',
  'rowspan',
  'align',
]);

/** The nodes to show; nothing for a value that is neither text nor a list. */
export function renderRichText(nodes: unknown): Node[] {
  if (typeof nodes === 'string') {
    const parsed = new DOMParser().parseFromString(nodes, 'text/html');
    return [...parsed.body.childNodes].flatMap(fromDom);
  }
  return Array.isArray(nodes) ? (nodes as RichNode[]).flatMap(fromTree) : [];
}

function make(
  name: string,
  attributes: Iterable<readonly [string, string]>,
  children: readonly Node[],
): Node[] {
  if (!TAGS.has(name)) return [];
  const element = document.createElement(name);
  for (const [key, value] of attributes) {
    const isScript = key === 'src' && !/^(https?:|data:image\/|blob:|\/)/.test(value);
    if (ATTRIBUTES.has(key) && !isScript) element.setAttribute(key, value);
  }
  element.append(...children);
  return [element];
}

function fromDom(node: Node): Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof Element)) return [];
  const attributes = [...node.attributes].map(({ name, value }) => [name, value] as const);
  return make(node.localName, attributes, [...node.childNodes].flatMap(fromDom));
}

function fromTree(node: RichNode): Node[] {
  if (node.type === 'text') return [document.createTextNode(node.text ?? '')];
  return make(node.name ?? '', Object.entries(node.attrs ?? {}), (node.children ?? []).flatMap(fromTree));
}
