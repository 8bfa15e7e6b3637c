/* Jest asks for `process` by its default export; this says where it is. */
const { compile, getCacheKey } = require('./transform.ts');

module.exports = { process: compile, getCacheKey };
