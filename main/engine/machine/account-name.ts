import { userInfo } from 'node:os'

/** The account that this process runs as; `undefined` where the machine has no name for it, as in many a container. */
export function accountName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
