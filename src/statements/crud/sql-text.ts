import { identifier } from '../codec.js';
import type { TableColumn } from './table-model.js';

const width = 100;

/** `first, second, ...`, broken after about 100 characters; further lines are indented by two. */
export function commaList(items: readonly string[]): string {
  let line = 0;
  return items.map((item, index) => {
    const text = index === items.length - 1 ? item : `${item},`;
    const broken = index > 0 && line + text.length > width;
    line = broken ? text.length : line + text.length + 1;
    return `${index === 0 ? '' : broken ? '\n  ' : ' '}${text}`;
  }).join('');
}

/** A column of a result: as it is, or cast to what the Data API can return, always under its own name. */
function resultItem(alias: string, { sql, value, column }: TableColumn): string {
  const plain = `${alias}.${sql}`;
  return value.resultCast === null ? plain : `${value.resultCast(plain)} as ${identifier(column.name)}`;
}

export function resultList(alias: string, columns: readonly TableColumn[]): string {
  return commaList(columns.map((column) => resultItem(alias, column)));
}
