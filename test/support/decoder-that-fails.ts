/**
 * Stands in for the program that decodes pictures, where it cannot even begin.
 */
process.exit(1);
