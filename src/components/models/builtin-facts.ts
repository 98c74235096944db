/** The numbers of `report-facts.ts`, which the build puts in the place of this name (vite.config.ts). */
import type { BuiltinFacts } from './report-facts';

declare const __BUILTIN_FACTS__: BuiltinFacts;

export const BUILTIN_FACTS: BuiltinFacts = __BUILTIN_FACTS__;
