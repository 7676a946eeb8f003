/** Part of `codes`. 760-769: generators, and what they say about the user's own files. */
export const editCodes = {
  PGC760: 'name not possible for what is to be made',
  PGC761: 'what is to be made is there already',
  PGC762: 'file of the user\'s cannot be changed by splice',
  PGC763: 'what a generator is to work on is not there',
  PGC764: 'flag missing, or its value not possible',
  PGC765: 'stub whose resolver is gone',
  PGC766: 'Lambda resolver that must be wired by hand',
  PGC767: 'plopfile or one of its generators fails',
} as const;
