/** The questions around import parameters: those of imports, which also confirm, call a service and write files. */
import { importPrompts, type ImportPrompts } from './importPrompts';

export type ParameterPrompts = ImportPrompts;

export const parameterPrompts: ParameterPrompts = importPrompts;
