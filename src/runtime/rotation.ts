export { createRotation } from './rotation/create-rotation.js';
export { RotationRefused, type RotationLine, type RotationOptions, type RotationStep } from './rotation/types.js';
