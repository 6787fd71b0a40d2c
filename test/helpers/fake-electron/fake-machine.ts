import type { FakeApp } from './app.ts'

/** What processes of one person share: who holds the single-instance lock of which folder of user data. */
export class FakeMachine {
  private readonly holders = new Map<string, FakeApp>()

  /** Who holds the lock of a folder: whoever asks, when nobody did. */
  holder(userData: string, asks: FakeApp): FakeApp {
    const first = this.holders.get(userData) ?? asks
    this.holders.set(userData, first)
    return first
  }
  holds(app: FakeApp): boolean {
    return [...this.holders.values()].includes(app)
  }
  release(app: FakeApp): void {
    for (const [folder, holder] of this.holders) if (holder === app) this.holders.delete(folder)
  }
}
