/** Part of `codes`. 640-659: generators, and what they say about the user's own files. */
export const editCodes = {
  PGC640: 'name not possible for what is to be made',
  PGC641: 'what is to be made is there already',
  PGC642: 'file of the user\'s cannot be changed by splice',
  PGC643: 'what a generator is to work on is not there',
  PGC644: 'flag missing, or its value not possible',
  PGC645: 'stub whose resolver is gone',
  PGC646: 'Lambda resolver that must be wired by hand',
  PGC647: 'plopfile or one of its generators fails',
} as const;
