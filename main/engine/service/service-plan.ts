/** What is to run in the background, whatever starts it there. */
export type ServicePlan = {
  /** The program and its arguments; paths in them are absolute. */
  readonly command: readonly string[]
  /** Variables that it is given besides the platform's own. Never a secret. */
  readonly environment: Readonly<Record<string, string>>
  /** What it prints is for whoever starts it by hand, and is kept nowhere. */
  readonly hushed?: boolean
}

/** What an operating system calls our service. */
export const serviceName = 'vaultkeeper'

/** Seconds between an end that was a failure and the next start. */
export const restartPause = 30
/** Seconds that it may take to end: restic is asked politely first, and the run is recorded. */
export const stopPatience = 60
