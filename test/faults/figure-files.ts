/**
 * Tests of many cases that stand in the report of the fault suite: its long form runs each of these files with `VAULTKEEPER_LONG=1`, and gathers what they note
 * with `noteFigure`. One line each, in the order of the report.
 */
export const figureFiles: readonly string[] = []
