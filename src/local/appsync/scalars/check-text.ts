import { isIP } from 'node:net';

/** The wire forms of AppSync's own scalars that are texts (AppSync: "Scalar types"). */
export const textScalars: Readonly<Record<string, (text: string) => boolean>> = {
  AWSDate: (text) => isDate(text, zoneOptional),
  AWSTime: (text) => isTime(text, zoneOptional),
  AWSDateTime: isDateTime,
  AWSEmail: (text) => /^[^\s@"(),:;<>[\\\]]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/.test(text),
  AWSURL: isUrl,
  AWSPhone: (text) => /^\+?\d+(?:[ -]\d+)*$/.test(text) && text.replaceAll(/\D/g, '').length >= 3 && text.replaceAll(/\D/g, '').length <= 15,
  AWSIPAddress: isAddress,
};

const zone = String.raw`(?:Z|[+-](?:0\d|1[0-8]):[0-5]\d(?::[0-5]\d)?)`;
const zoneOptional = `${zone}?`;

/** Years beyond four digits have a sign, as in Java's ISO dates. */
function isDate(text: string, suffix: string): boolean {
  const found = new RegExp(`^(\\d{4}|[+-]\\d{4,9})-(\\d{2})-(\\d{2})${suffix}$`).exec(text);
  if (found === null) return false;
  const [year, month, day] = found.slice(1).map(Number);
  return month !== undefined && month >= 1 && month <= 12 && day !== undefined && day >= 1 && day <= daysOf(year ?? 0, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isTime(text: string, suffix: string): boolean {
  return new RegExp(`^(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?${suffix}$`).test(text);
}

function isDateTime(text: string): boolean {
  const at = text.indexOf('T');
  return at > 0 && isDate(text.slice(0, at), '') && isTime(text.slice(at + 1), zone);
}

function isUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text) && URL.canParse(text) && !new URL(text).pathname.includes('//');
}

function isAddress(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  return version !== 0 && !address.includes('%') && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)));
}
