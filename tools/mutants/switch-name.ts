/** The function of the test's world that says whether a mutant is switched on. */
export const SWITCH = '__mutant';
