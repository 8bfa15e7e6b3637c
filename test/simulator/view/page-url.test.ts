import {
  hashToStack,
  launchUrlOf,
  parsePageUrl,
  stackToHash,
} from '../../../simulator/view/runtime/router/page-url';

test('[SM52] a page is named from the root or from the page that names it, with its query as written', () => {
  expect(parsePageUrl('/pages/a/a?x=1&y=a%20b', 'pages/b/b')).toEqual({
    id: 'pages/a/a',
    query: { x: '1', y: 'a%20b' },
    url: 'pages/a/a?x=1&y=a%20b',
  });
  expect(parsePageUrl('../a/a', 'pages/b/b').id).toBe('pages/a/a');
  expect(parsePageUrl('c', 'pages/b/b').id).toBe('pages/b/c');
});

test('[SM52] a stack comes back from its hash as it was, whatever is in a query', () => {
  const urls = ['pages/a/a', 'pages/b/b?name=%E5%A4%A7|厅&h=#1'];
  expect(hashToStack(stackToHash(urls))).toEqual(urls.map((url) => `/${url}`));
});

test('[SM52] a hash written by hand is understood, an empty one is the first page', () => {
  expect(hashToStack('#/pages/a/a|pages/b/b?x=1')).toEqual(['/pages/a/a', '/pages/b/b?x=1']);
  expect(hashToStack('#pages/a/a?p=100%')).toEqual(['/pages/a/a?p=100%']);
  expect(launchUrlOf('', 'pages/a/a').id).toBe('pages/a/a');
  expect(launchUrlOf('#/pages/a/a|pages/b/b?x=1', 'pages/a/a').query).toEqual({ x: '1' });
});
