/** The name under which copies of the schedule stand in the records. No plan of a person can be called so. */
export const copyPlan = '@copy'
