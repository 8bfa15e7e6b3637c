/* Jest asks for its runner by the default export; this says where it is. */
const { MutantRunner } = require('./runner.ts');

module.exports = MutantRunner;
