import type { AnomalyRules } from './conditions.ts'

/** Where the file is silent. Apart from the schemas, which an idle daemon does not load. */
export const usualAnomaly: AnomalyRules = { deleted: 0.2, changed: 0.5, atLeastFiles: 20 }
