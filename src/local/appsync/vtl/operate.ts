import { javaEquals, javaText } from './java-values.js';

/** Only null and false are false: 0 and an empty text are not. */
export const truth = (value: unknown): boolean => value !== null && value !== undefined && value !== false;

/** The value of an operator; `at` evaluates an operand, and only if it counts. */
export function operate(operator: string, at: (index: number) => unknown): unknown {
  switch (operator) {
    case 'parenthesis': return at(0);
    case 'not': return !truth(at(0));
    case 'minus': return negated(at(0));
    case '&&': return truth(at(0)) && truth(at(1));
    case '||': return truth(at(0)) || truth(at(1));
    case '==': return javaEquals(at(0), at(1));
    case '!=': return !javaEquals(at(0), at(1));
    default: return calculate(operator, at(0), at(1));
  }
}

const negated = (value: unknown): unknown => (typeof value === 'number' ? -value : null);

/** Numbers; two whole ones divide to a whole one. Nothing else is ordered or calculated with; `+` joins texts. */
function calculate(operator: string, left: unknown, right: unknown): unknown {
  if (typeof left !== 'number' || typeof right !== 'number') {
    if (operator !== '+') return ['<', '>', '<=', '>='].includes(operator) ? false : null;
    return typeof left === 'string' || typeof right === 'string' ? javaText(left) + javaText(right) : null;
  }
  switch (operator) {
    case '+': return left + right;
    case '-': return left - right;
    case '*': return left * right;
    case '/': return right === 0 ? null : Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(left / right) : left / right;
    case '%': return right === 0 ? null : left % right;
    case '<': return left < right;
    case '>': return left > right;
    case '<=': return left <= right;
    default: return left >= right;
  }
}
