import { Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RetentionOutlook } from '../../../main/contract/procedures/plans.ts'
import { orpc } from '../../api.ts'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'

type RetentionPreviewProps = {
  readonly plan: string
  readonly keep: unknown
  /** What a vault is called. */
  readonly nameOf: (vault: string) => string
}

/** What rules would remove now, place by place. */
export function RetentionPreview({ plan, keep, nameOf }: RetentionPreviewProps) {
  const [settled] = useDebouncedValue(JSON.stringify(keep), 250)
  const query = useQuery(
    orpc.plans.retention.queryOptions({ input: { plan, keep: JSON.parse(settled) }, placeholderData: keepPreviousData }),
  )
  if (query.data === undefined) return null
  return (
    <Stack gap="xs" aria-live="polite">
      {query.data.outlook
        .filter(({ kept, removed }) => kept + removed > 0)
        .map((one) => (
          <Outlook key={`${one.repository}/${one.vault}`} outlook={one} name={nameOf(one.vault)} />
        ))}
    </Stack>
  )
}

function Outlook({ outlook, name }: { readonly outlook: RetentionOutlook; readonly name: string }) {
  const { repository, kept, removed, remove, freezes, ownRules } = outlook
  const [freeze] = freezes
  return (
    <div>
      <Text size="sm">
        <strong>
          {name} in {repository}:
        </strong>{' '}
        keeps {kept}
        {removed === 0 ? ', would remove none.' : `, would remove ${removed === 1 ? 'this one' : `these ${removed}`}:`}
        {ownRules && ' This repository has rules of its own, which count there.'}
      </Text>
      {remove.length > 0 && (
        <ul style={{ margin: 0, paddingInlineStart: '1.5em' }}>
          {remove.slice(0, 8).map(({ id, label, time }) => (
            <li key={id}>
              <Text size="sm" component="span">
                {label ?? id.slice(0, 8)} (<When time={time} />)
              </Text>
            </li>
          ))}
          {removed > 8 && (
            <li>
              <Text size="sm" component="span">
                and {counted(removed - 8, 'more snapshot')}
              </Text>
            </li>
          )}
        </ul>
      )}
      {freeze !== undefined && removed > 0 && (
        <Text size="sm" c="dimmed" style={{ display: 'flex', gap: 6 }}>
          <ToneIcon tone="info" size={16} />
          <span>Nothing is removed for now: {freeze.sentence}</span>
        </Text>
      )}
    </div>
  )
}
