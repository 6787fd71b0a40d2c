import { Badge, Box, Group, Radio, Stack, Text } from '@mantine/core'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, counted } from '../../words/counted.ts'
import { dayInWords, dayOf } from './days.ts'
import classes from './restore.module.css'

type MomentListProps = {
  readonly moments: readonly Moment[]
  readonly chosen: Moment
  readonly onChoose: (moment: Moment | undefined) => void
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** The snapshots of a day, newest first, each with what a person chooses it by. */
export function MomentList({ moments, chosen, onChoose }: MomentListProps) {
  const several = new Set(moments.map(({ repository }) => repository)).size > 1
  return (
    <Radio.Group
      label={dayInWords(dayOf(chosen.time))}
      value={chosen.snapshot}
      onChange={(snapshot) => onChoose(moments.find((moment) => moment.snapshot === snapshot))}
    >
      <Stack gap={6} mt="xs">
        {moments.map((moment) => (
          <Radio.Card key={moment.snapshot} value={moment.snapshot} className={classes['card']} px="md" py="xs" h="auto">
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <Radio.Indicator mt={3} />
              <Box flex={1} miw={0}>
                <Group gap="xs" component="span">
                  <Text fw={600} component="span">
                    {clock.format(new Date(moment.time))}
                  </Text>
                  <Marks moment={moment} />
                </Group>
                <Text size="sm" c="dimmed" component="span" display="block">
                  {describe(moment)}
                  {several && `, in ${moment.repository}`}
                </Text>
              </Box>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  )
}

/** What is special about a moment. */
export function Marks({ moment }: { readonly moment: Moment }) {
  return (
    <>
      {moment.unusual && <ToneBadge tone="attention">Unusual change</ToneBadge>}
      {moment.lastGood && <ToneBadge tone="good">Last good state</ToneBadge>}
      {!moment.lastGood && moment.verified !== null && <ToneBadge tone="good">Verified</ToneBadge>}
      {moment.pinned && (
        <Badge variant="default" tt="none">
          Kept for good
        </Badge>
      )}
    </>
  )
}

/** `312 files, 3.4 MB: 4 new, 2 changed. Plan morning`. Pure. */
function describe({ files, bytes, brought, label, plan }: Moment): string {
  const what = [files === null ? '' : counted(files, 'file'), bytes === null ? '' : bytesInWords(bytes)].filter(Boolean).join(', ')
  const news =
    brought === null
      ? ''
      : [
          brought.filesNew > 0 ? `${count(brought.filesNew)} new` : '',
          brought.filesChanged > 0 ? `${count(brought.filesChanged)} changed` : '',
        ]
          .filter(Boolean)
          .join(', ') || 'nothing new'
  const made = plan === null ? (brought === null ? (label ?? '') : 'By hand') : `Plan ${plan}`
  return [[what, news].filter(Boolean).join(': '), made].filter(Boolean).join('. ')
}
