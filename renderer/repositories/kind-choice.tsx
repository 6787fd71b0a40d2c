import { Box, Group, Radio, Text } from '@mantine/core'
import {
  IconBrandAzure,
  IconBrandGoogle,
  IconBucket,
  IconCloud,
  IconCode,
  IconDeviceUsb,
  IconFlame,
  IconServer,
  IconTerminal2,
} from '@tabler/icons-react'
import { placeKinds } from './kinds.ts'
import classes from './repositories.module.css'

const icons: Readonly<Record<string, typeof IconCloud>> = {
  local: IconDeviceUsb,
  rest: IconServer,
  sftp: IconTerminal2,
  s3: IconBucket,
  b2: IconFlame,
  azure: IconBrandAzure,
  gs: IconBrandGoogle,
  rclone: IconCloud,
  uri: IconCode,
}

/** The picture of a kind of place, beside its name. */
export function KindIcon({ type, size = 22 }: { readonly type: string; readonly size?: number }) {
  const Icon = icons[type] ?? IconCloud
  return <Icon size={size} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
}

type KindChoiceProps = {
  readonly label: string
  readonly value: string
  readonly onChoose: (type: string) => void
}

/** Asks what kind of place it is: cards that arrow keys go through. */
export function KindChoice({ label, value, onChoose }: KindChoiceProps) {
  return (
    <Radio.Group aria-label={label} value={value} onChange={onChoose}>
      <div className={classes['kinds']}>
        {placeKinds.map(({ type, name, lead }) => (
          <Radio.Card key={type} value={type} className={classes['kind']} p="md" aria-label={name} aria-describedby={`kind-${type}`}>
            <Group gap="sm" wrap="nowrap" align="flex-start" component="span">
              <KindIcon type={type} />
              <Box component="span" flex={1} miw={0}>
                <Text fw={600} span display="block">
                  {name}
                </Text>
                <Text size="sm" c="dimmed" span display="block" id={`kind-${type}`}>
                  {lead}
                </Text>
              </Box>
            </Group>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}
