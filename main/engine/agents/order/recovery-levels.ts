/** What the order of agents is made of. */
export type Depending = { readonly name: string; readonly dependsOn: readonly string[] }

/** An agent that is to be brought back. `because`: it is asked for, or it is dead and one that is asked for needs it. */
export type Wanted = { readonly agent: string; readonly because: 'asked' | 'needed' }

/**
 * Who is brought back, level by level: those of a level need nobody of their own level or of a later one. To the names that are asked for come those that they
 * need, directly or not, and that are down. One that stays as it is still puts what needs it behind what it needs itself. Within a level the order of the
 * configuration. Names that are not there are passed over. Pure.
 * @param isDown whether an agent is to be brought back because another one needs it
 */
export function recoveryLevels(
  agents: readonly Depending[],
  asked: readonly string[],
  isDown: (name: string) => boolean = () => false,
): Wanted[][] {
  const needed = new Set(asked.flatMap((name) => [...needsOf(agents, name)]).filter(isDown))
  const because = (name: string) => (asked.includes(name) ? 'asked' : needed.has(name) ? 'needed' : undefined)
  const wanted = agents.flatMap(({ name }) => {
    const why = because(name)
    return why === undefined ? [] : [{ agent: name, because: why } as const]
  })
  const depths = depthsOf(agents, (name) => because(name) !== undefined)
  const byDepth = Map.groupBy(wanted, ({ agent }) => depths.get(agent) ?? 0)
  return [...byDepth].sort(([one], [other]) => one - other).map(([, level]) => level)
}

/** Whom an agent needs, directly or not, without itself. Pure. */
export function needsOf(agents: readonly Depending[], name: string): Set<string> {
  const direct = new Map(agents.map((one) => [one.name, one.dependsOn]))
  const found = new Set<string>()
  const open = [...(direct.get(name) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || !direct.has(next)) continue
    found.add(next)
    open.push(...(direct.get(next) ?? []))
  }
  found.delete(name)
  return found
}

/** Who needs an agent, directly or not, in the order of the configuration. Pure. */
export function dependantsOf(agents: readonly Depending[], name: string): string[] {
  return agents.filter((one) => needsOf(agents, one.name).has(name)).map((one) => one.name)
}

/** How many of those that count lie below each agent on its longest way down. The configuration has no circles; one would end here all the same. */
function depthsOf(agents: readonly Depending[], counts: (name: string) => boolean): Map<string, number> {
  const direct = new Map(agents.map((one) => [one.name, one.dependsOn]))
  const depths = new Map<string, number>()
  const visit = (name: string): number => {
    const known = depths.get(name)
    if (known !== undefined) return known
    depths.set(name, 0)
    const below = (direct.get(name) ?? []).filter((one) => direct.has(one))
    const depth = Math.max(0, ...below.map((one) => visit(one) + (counts(one) ? 1 : 0)))
    depths.set(name, depth)
    return depth
  }
  for (const { name } of agents) visit(name)
  return depths
}
