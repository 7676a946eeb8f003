/** What a failure says of its step. */
export interface StepSaid {
  readonly step: number;
  readonly why: string;
}

/** Steps that are one transaction fail together, and the reason begins with the one that it was: `step 3: division by zero`. */
export function stepOf({ step, why }: StepSaid): StepSaid {
  const [, own, rest] = /^step (\d+): ([^]*)$/u.exec(why) ?? [];
  return own === undefined || rest === undefined ? { step, why } : { step: Number(own), why: rest };
}
