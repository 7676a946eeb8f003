/** Names that pages use themselves. */
export const parameterPattern = /^(?:limit|nextToken|orderBy|after_\d+)$/;
