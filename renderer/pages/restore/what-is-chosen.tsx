import { Text } from '@mantine/core'
import { Shown } from '../../parts/shown.tsx'
import { counted } from '../../words/counted.ts'

/** So many are named. */
const mostNamed = 4

/** Names what is going to be restored. */
export function WhatIsChosen({ paths }: { readonly paths: readonly string[] }) {
  if (paths.includes('')) return <Text fw={600}>Everything in it</Text>
  const shown = paths.slice(0, mostNamed)
  return (
    <Text fw={600} component="div">
      {shown.map((path) => (
        <div key={path}>
          <Shown text={path} />
        </div>
      ))}
      {paths.length > shown.length && <div>and {counted(paths.length - shown.length, 'more', 'more')}</div>}
    </Text>
  )
}
