import { resolve } from 'node:path';
import type { Io } from '../io.js';
import { wantsJson } from '../line-reader.js';
import { printDiagnostics } from '../report.js';
import { generatorJson } from './generator-json.js';
import { generatorNames, isGeneratorName } from './names.js';
import { openPlopfile, plopfileIn } from './plopfile.js';
import { Refused, WrongLine } from './refused.js';

/** Where `--cwd` says that the project is. */
function rootOf(argv: readonly string[], { cwd }: Io): string {
  const at = argv.indexOf('--cwd');
  return resolve(cwd, at < 0 ? '.' : (argv[at + 1] ?? '.'));
}

/** `pgcog-gen NAME` of the project's own plopfile. Null where that has no generator of this name. */
export async function ownMain(argv: readonly string[], io: Io): Promise<number | null> {
  const [name = '', ...rest] = argv;
  return told(io, wantsJson(argv), async () => {
    const root = rootOf(argv, io);
    const file = plopfileIn(root);
    if (file === null) return null;
    const plop = await openPlopfile(root, file);
    if (!plop.getGeneratorList().some((one) => one.name === name)) return null;
    const { runOwnGenerator } = await import('./own-generator.js');
    return runOwnGenerator(name, plop.getGenerator(name), rest, io);
  });
}

/** `pgcog-gen` alone: the generators of the package, and those of the project's plopfile. */
export async function listGenerators(io: Io): Promise<number> {
  const status = await told(io, false, async () => {
    const file = plopfileIn(io.cwd);
    const own = file === null ? [] : (await openPlopfile(io.cwd, file)).getGeneratorList().filter(({ name }) => !isGeneratorName(name));
    const all: readonly (readonly [string, string])[] = [['generate', 'brings generated/ in line with the SQL and the spec'], ...Object.entries(generatorNames), ...own.map(({ name, description }) => [name, description ?? ''] as const)];
    const width = Math.max(...all.map(([name]) => name.length)) + 2;
    io.stdout.write(`${all.map(([name, description]) => `  ${name.padEnd(width)}${description}`.trimEnd()).join('\n')}\n`);
    io.stderr.write('pgcog-gen NAME --help says what each takes\n');
    return 0;
  });
  return status ?? 0;
}

async function told(io: Io, json: boolean, work: () => Promise<number | null>): Promise<number | null> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    if (json) io.stdout.write(generatorJson({ ok: false, diagnostics: failure.diagnostics }));
    else printDiagnostics(io, failure.diagnostics, new Map(), false);
    return failure instanceof WrongLine ? 2 : 1;
  }
}
