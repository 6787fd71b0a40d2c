import { Box, Stack, Text, Title } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef } from 'react'
import type { GrowthDay } from '../../../main/contract/procedures/overview.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import classes from './growth.module.css'

/** The chart is large: it is fetched when somebody scrolls to it. */
const GrowthChart = lazy(() => import('./growth-chart.tsx'))

/** How the vaults grew, as a picture and as a table. */
export function GrowthSection() {
  const query = useQuery(orpc.overview.growth.queryOptions({ input: {} }))
  const { ref, entry } = useIntersection({ rootMargin: '200px' })
  const seen = useRef(false)
  if (entry?.isIntersecting) seen.current = true
  return (
    <Surface>
      <Stack gap="md" ref={ref} component="section" aria-labelledby="growth">
        <Title order={2} id="growth">
          Growth
        </Title>
        <QueryView query={query}>
          {(vaults) =>
            vaults.every(({ days }) => days.length < 2) ? (
              <Text c="dimmed">There is something to see here once there are backups of two days.</Text>
            ) : (
              <>
                {seen.current ? (
                  <Suspense fallback={<Waiting lines={6} height={36} />}>
                    <GrowthChart vaults={vaults} />
                  </Suspense>
                ) : (
                  <Box h={260} />
                )}
                <Sums vaults={vaults} />
              </>
            )
          }
        </QueryView>
      </Stack>
    </Surface>
  )
}

type Vaults = readonly { readonly vault: string; readonly name: string; readonly days: readonly GrowthDay[] }[]

/** What the picture says, for whoever does not see it. */
function Sums({ vaults }: { readonly vaults: Vaults }) {
  return (
    <details>
      <summary>As a table</summary>
      <table className={classes['sums']}>
        <thead>
          <tr>
            {['Vault', 'First day', 'Then', 'Now', 'Change', 'Stored newly'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {vaults.map(({ vault, name, days }) => {
            const [first, last] = [days[0], days.at(-1)]
            if (first === undefined || last === undefined) return null
            const change = last.bytes - first.bytes
            return (
              <tr key={vault}>
                <th scope="row">{name}</th>
                <td>{first.day}</td>
                <td>{bytesInWords(first.bytes)}</td>
                <td>
                  {bytesInWords(last.bytes)}, {counted(last.files, 'file')}
                </td>
                <td>{change === 0 ? 'none' : `${change > 0 ? '+' : '−'}${bytesInWords(Math.abs(change))}`}</td>
                <td>{bytesInWords(days.reduce((sum, { stored }) => sum + stored, 0))}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </details>
  )
}
