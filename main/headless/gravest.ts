import { exitCode } from '../contract/exit-code.ts'

const order: readonly number[] = [exitCode.failed, exitCode.cancelled, exitCode.notVerified, exitCode.warnings, exitCode.skipped]

/** The exit code of several runs: that of the one that ended worst. */
export function gravest(codes: readonly number[]): number {
  return order.find((one) => codes.includes(one)) ?? exitCode.done
}
