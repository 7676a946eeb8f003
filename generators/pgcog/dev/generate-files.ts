import { hasErrors, sortDiagnostics } from '../../../src/source/diagnostic.js';
import type { Diagnostic } from '../../../src/source/types.js';
import type { PostgresServer } from '../../../src/postgres/types.js';
import type { GenerateCommand } from '../../generate-command.js';
import { generate } from '../../generate.js';
import type { Io } from '../../io.js';
import { settleChanges } from '../../settle-changes.js';
import { hashInputs, isUpToDate, readLastRun, writeLastRun } from '../../up-to-date.js';
import { withoutEchoes } from '../../without-echoes.js';
import type { DevCommand } from './types.js';

export interface GenerateInput {
  readonly command: DevCommand;
  readonly io: Io;
  /** Kept for the next time. */
  readonly server: (version: 17 | 18) => Promise<PostgresServer>;
  /** Told the scratch database that the template is in, where others can look at it too; null: an earlier run's, if any. */
  readonly loaded: (database: string | null) => void;
}

/** What generation came to; nothing is written yet. */
export interface GeneratedFiles {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Brings `generated/` and the stubs in line; mistakes where that cannot be. */
  write(): Promise<readonly Diagnostic[]>;
}

/** `pgcog-gen generate` as a part of dev: what was generated is written when tenants are ready for it. */
export async function generateFiles({ command: dev, io, server, loaded }: GenerateInput): Promise<GeneratedFiles> {
  const command: GenerateCommand = { kind: 'generate', root: dev.root, configPath: dev.configPath, databaseUrl: null, mode: 'watch', json: true, quiet: true, dump: null };
  const last = readLastRun(command);
  if (last !== null && isUpToDate(command, last)) {
    loaded(null);
    return { ok: true, diagnostics: last.diagnostics, write: () => Promise.resolve([]) };
  }
  const inputs = hashInputs(command);
  const done = await generate({
    root: command.root, configPath: command.configPath, lastTemplate: last?.template ?? null, loaded,
    startServer: async (version, launched) => {
      launched();
      return server(version);
    },
    progress: { step: () => undefined, done: () => undefined },
  });
  const diagnostics = withoutEchoes(done.diagnostics);
  const { changes, template, madeFrom } = done;
  if (changes === null || hasErrors(diagnostics)) return { ok: false, diagnostics: sortDiagnostics(diagnostics), write: () => Promise.resolve([]) };
  return {
    ok: true, diagnostics: sortDiagnostics(diagnostics),
    write: async () => {
      const settled = await settleChanges(command, io, changes, madeFrom);
      const notes = (done.resolvers?.resolvers ?? []).flatMap(({ batchReason }) => (batchReason === null ? [] : [batchReason]));
      if (!hasErrors(settled.diagnostics)) writeLastRun(command, inputs, changes, { diagnostics: sortDiagnostics([...diagnostics, ...settled.diagnostics]), notes, template });
      return settled.diagnostics;
    },
  };
}
