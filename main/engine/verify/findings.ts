import type { FileFinding } from '../../contract/verification-report.ts'

/** How many findings are kept by name; the rest are counted. */
const mostNamed = 200

/** Collects what a read-back finds, in bounded memory. */
export type Findings = {
  comparedFiles: number
  comparedBytes: number
  changedSince: number
  leftFiles: number
  /** Files and bytes that the repository gave back, whatever the comparison said. */
  readFiles: number
  readBytes: number
  readonly findings: FileFinding[]
  findingCount: number
  readonly add: (finding: FileFinding) => void
}

/** Nothing found yet. */
export function noFindings(): Findings {
  const collected: Findings = {
    comparedFiles: 0,
    comparedBytes: 0,
    changedSince: 0,
    leftFiles: 0,
    readFiles: 0,
    readBytes: 0,
    findings: [],
    findingCount: 0,
    add: (finding) => {
      collected.findingCount += 1
      if (collected.findings.length < mostNamed) collected.findings.push(finding)
    },
  }
  return collected
}
