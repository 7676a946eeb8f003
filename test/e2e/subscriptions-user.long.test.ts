import { describe } from 'vitest';
import { describeEvents } from './subscriptions.js';

describe('with a login for each member', () => describeEvents('user'));
