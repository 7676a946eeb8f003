import { mutantSuite } from './mutant-suite.js';
import { roleMutants } from './mutants.js';

mutantSuite(roleMutants);
