/**
 * A rule for ESLint: what a file exports has a comment of its own that says what its name does not (BA35). The first comment of a
 * file is about the file. Two kinds of types need none: those that are made of others by their names alone, and the `…Options`
 * of whatever is made with them, whose members have theirs.
 */

const BY_NAME = new Set([
  'TSTypeReference',
  'TSIndexedAccessType',
  'TSTypeQuery',
  'TSTypeOperator',
  'TSArrayType',
  'TSNullKeyword',
]);

const isMadeOfOthers = (type) =>
  type.type === 'TSUnionType' || type.type === 'TSIntersectionType'
    ? type.types.every(isMadeOfOthers)
    : BY_NAME.has(type.type);

const nameOf = (declaration) => (declaration.id ?? declaration.declarations?.[0]?.id)?.name ?? 'this';

function needsNone(declaration) {
  if (declaration.type === 'TSTypeAliasDeclaration') return isMadeOfOthers(declaration.typeAnnotation);
  return declaration.type === 'TSInterfaceDeclaration' && declaration.id.name.endsWith('Options');
}

module.exports = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      missing: 'Say above `{{ name }}` what its name does not: shape, unit, order, errors, or why.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const [first] = sourceCode.getAllComments();
    return {
      ExportNamedDeclaration(node) {
        const { declaration } = node;
        if (!declaration || needsNone(declaration)) return;
        const comment = sourceCode.getCommentsBefore(node).at(-1);
        const isDocumented =
          comment?.type === 'Block' &&
          comment.value.startsWith('*') &&
          comment !== first &&
          comment.loc.end.line === node.loc.start.line - 1;
        if (!isDocumented)
          context.report({ node, messageId: 'missing', data: { name: nameOf(declaration) } });
      },
    };
  },
};
