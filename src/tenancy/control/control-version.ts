/** The last of `controlSteps`, for who asks no more than whether a database has it: their texts are a hundred kilobytes. */
export const controlVersion = 8;
