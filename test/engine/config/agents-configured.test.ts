import { describe, expect, it } from 'vitest'
import { configurationNotes } from '../../../main/engine/config/configuration-notes.ts'
import { findCycles } from '../../../main/engine/config/find-cycles.ts'
import { good, problemsOf } from '../../helpers/configuration-home.ts'

const text = (agents: Record<string, object>) =>
  JSON.stringify({
    version: 1,
    vaults: { agents: { path: '/agents' } },
    agents: Object.fromEntries(Object.entries(agents).map(([name, more]) => [name, { path: `/agents/${name}`, start: ['true'], ...more }])),
  })

describe('agents that need each other in a circle', () => {
  it('are told with the whole way, each circle at one of its agents', () => {
    const circles = text({
      free: { dependsOn: ['a'] },
      a: { dependsOn: ['b'] },
      b: { dependsOn: ['c', 'free2'] },
      c: { dependsOn: ['a'] },
      free2: {},
      x: { dependsOn: ['y'] },
      y: { dependsOn: ['free2', 'x'] },
      self: { dependsOn: ['self'] },
    })
    expect(problemsOf(circles)).toEqual([
      expect.stringContaining('agents.a.dependsOn goes round in a circle: a -> b -> c -> a; none of these could be started first.'),
      expect.stringContaining('agents.x.dependsOn goes round in a circle: x -> y -> x; none of these could be started first.'),
      expect.stringContaining('agents.self.dependsOn goes round in a circle: self -> self; none of these could be started first.'),
    ])
  })

  it('are found among many: one that everybody needs is no circle', () => {
    const names = Array.from({ length: 300 }, (_, index) => `a${index}`)
    const net = Object.fromEntries(names.map((name, index) => [name, names.slice(0, index)]))
    expect(findCycles(net)).toEqual([])
    expect(findCycles({ ...net, a0: ['a299'] })).toHaveLength(1)
  })
})

describe('agents whose folders', () => {
  const notes = (agents: Record<string, object>) => configurationNotes(good(text(agents)).configuration, () => true)

  it('are in a vault are fine', () => {
    expect(notes({ em: {}, jay: {}, whole: { path: '/agents-of-others' } })).toEqual([
      'agents.whole: its folder /agents-of-others is in no vault, so there is no backup to bring it back from.',
    ])
  })

  it('lie in each other, or are the same, are told of', () => {
    expect(notes({ em: {}, memory: { path: '/agents/em/memory' }, again: { path: '/agents/em' } })).toEqual([
      'agents.memory: its folder is in that of "em", so bringing one back replaces files of the other.',
      'agents.again: its folder is also that of "em", so bringing one back replaces files of the other.',
    ])
  })
})
