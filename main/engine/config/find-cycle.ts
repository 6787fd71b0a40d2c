/**
 * A circle in who depends on whom, if there is one: `['a', 'b', 'a']`. Names that are not there depend on nothing.
 * @param dependsOn for each name those that must come before it
 */
export function findCycle(dependsOn: Readonly<Record<string, readonly string[]>>): string[] {
  const done = new Set<string>()
  const visit = (name: string, way: readonly string[]): string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name]
    if (done.has(name) || !Object.hasOwn(dependsOn, name)) return []
    for (const next of dependsOn[name] ?? []) {
      const cycle = visit(next, [...way, name])
      if (cycle.length > 0) return cycle
    }
    done.add(name)
    return []
  }
  for (const name of Object.keys(dependsOn)) {
    const cycle = visit(name, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
