import { rmSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import type { FakeApp } from './app.ts'

/** What processes of one person share: who holds the single-instance lock of which folder of user data. */
export class FakeMachine {
  /** Whether there is room for a lock. */
  room = true
  private readonly holders = new Map<string, FakeApp>()

  /** Who holds the lock of a folder: whoever asks, when nobody did. */
  holder(userData: string, asks: FakeApp): FakeApp {
    const first = this.holders.get(userData)
    if (first !== undefined) return first
    this.holders.set(userData, asks)
    // One that was killed has left it.
    rmSync(lockIn(userData), { force: true })
    symlinkSync(`${hostname()}-${process.pid}`, lockIn(userData))
    return asks
  }
  holds(app: FakeApp): boolean {
    return [...this.holders.values()].includes(app)
  }
  release(app: FakeApp): void {
    for (const [folder, holder] of this.holders) {
      if (holder !== app) continue
      this.holders.delete(folder)
      rmSync(lockIn(folder), { force: true })
    }
  }
}

/** As Chromium has it on Linux and macOS. */
const lockIn = (userData: string) => path.join(userData, 'SingletonLock')
