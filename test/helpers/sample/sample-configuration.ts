import type { SamplePlaces } from './sample-places.ts'

/** The configuration of the sample, as a person would write it. */
export function sampleConfiguration({ drive }: SamplePlaces): string {
  return `{
  // What is kept safe. The names on the left are ours to choose.
  "version": 1,
  "vaults": {
    "notes": { "name": "My Life Lab", "path": "~/My Life Lab", "exclude": [".trash/"] },
    // Code and knowledge; what npm can bring back need not be kept.
    "opus": { "name": "Opus", "path": "~/Opus", "exclude": ["node_modules/"] },
    "agents": { "name": "Agents", "path": "~/agents" }
  },

  // Two places: this disk, and the drive on the desk.
  "repositories": {
    "local": { "type": "local", "path": "~/Backups/vaultkeeper" },
    "drive": { "type": "local", "path": ${JSON.stringify(drive)} }
  },

  "plans": {
    // Every morning, before anybody works.
    "morning": {
      "kind": "daily",
      "schedule": "0 7 * * *",
      "sources": ["notes"],
      "repositories": ["local"],
      "keep": { "last": 30, "monthly": 12 },
      "staleAfter": "26h"
    },
    // What the agents learnt on a working day.
    "memory": {
      "kind": "daily",
      "schedule": "0 7 * * 1-5",
      "sources": [{ "vault": "agents", "include": ["**/memory/**", "**/priority_weights.json", "agent_registry.json"] }],
      "repositories": ["drive"],
      "keep": { "last": 14 },
      "staleAfter": "4d"
    },
    // Everything, to the drive, on Sunday night.
    "weekly": {
      "kind": "weekly",
      "schedule": "0 23 * * 0",
      "sources": ["notes", "opus", "agents"],
      "repositories": ["drive"],
      "keep": { "last": 12 },
      "staleAfter": "8d"
    },
    // At once when a weight or a rule changes. A person says yes or no.
    "rules": {
      "kind": "on-change",
      "approval": true,
      "sources": [{ "vault": "agents", "include": ["**/priority_weights.json", "**/rules/**"] }],
      "repositories": ["local"],
      "keep": { "last": 10 }
    }
  },

  "verification": { "readBack": "256 MiB", "check": "0 12 * * 6", "readDataEvery": "30d" }
}
`
}
