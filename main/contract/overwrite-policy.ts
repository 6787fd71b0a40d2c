/** What a restore does with files that are there already (product section 6). */
export const overwritePolicies = ['always', 'if-changed', 'if-newer', 'never', 'keep-both'] as const

/** See {@link overwritePolicies}. */
export type OverwritePolicy = (typeof overwritePolicies)[number]
