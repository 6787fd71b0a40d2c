import { systemCode } from '../problem-error.ts'

/** Why a vault cannot be watched by events, in a sentence with what could be done. Pure. */
export function limitInWords(error: unknown): string {
  const polled = 'so its files are looked at every now and then'
  switch (systemCode(error)) {
    case 'ENOSPC':
      return `The system watches no more folders (fs.inotify.max_user_watches is reached), ${polled}.`
    case 'EMFILE':
    case 'ENFILE':
      return `The system gives no more watches or open files (fs.inotify.max_user_instances, ulimit -n), ${polled}.`
    default:
      return `The system does not tell of changes there (${systemCode(error) || String(error)}), ${polled}.`
  }
}
