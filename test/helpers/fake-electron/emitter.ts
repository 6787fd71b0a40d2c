import { EventEmitter } from 'node:events'

/** What emits events in the fake Electron. It counts who listens, so that a test sees what is left behind. */
export class FakeEmitter extends EventEmitter {
  /** How many listeners are held now, of all events. */
  listening(): number {
    return this.eventNames().reduce((sum, name) => sum + this.listenerCount(name), 0)
  }
}

/** An event of Electron as listeners get it. */
export type FakeEvent = { defaultPrevented: boolean; preventDefault: () => void }

/** An event that a listener can prevent. */
export function fakeEvent(): FakeEvent {
  const event: FakeEvent = {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true
    },
  }
  return event
}
