import { windowBridge } from './window-bridge.ts'

/** What is called differently in a window of the tray app and in a browser. */
type HostWords = {
  /** How Vaultkeeper is started when it was ended: a sentence's end. */
  readonly startAgain: string
  /** Where it is kept how the pages look. */
  readonly onlyHere: string
  /** Who cannot show a picture. */
  readonly viewer: string
}

const inWindow: HostWords = { startAgain: 'open it again.', onlyHere: 'In this window only.', viewer: 'Vaultkeeper' }
const inBrowser: HostWords = {
  startAgain: 'start it again with: vaultkeeper serve',
  onlyHere: 'In this browser only.',
  viewer: 'this browser',
}

/** The words of the host that these pages are in. */
export const hostWords: HostWords = windowBridge ? inWindow : inBrowser
