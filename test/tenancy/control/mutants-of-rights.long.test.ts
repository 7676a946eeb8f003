import { mutantSuite } from './mutant-suite.js';
import { mutants } from './mutants.js';

mutantSuite(Object.fromEntries(Object.entries(mutants).filter(([, { rule }]) => rule > 7)));
