import { describe } from 'vitest';
import { describeLife } from './life.js';

describe('the life of a member, with credentials by role', () => describeLife('role'));
