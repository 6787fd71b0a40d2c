import { Text } from '@mantine/core'
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

type KindLinksProps = { readonly label: string; readonly href: (type: string) => string }

/** All kinds of places as cards, each leading to its form. */
export function KindLinks({ label, href }: KindLinksProps) {
  return (
    <ul className={classes['kinds']} aria-label={label}>
      {placeKinds.map(({ type, name, lead }) => (
        <li key={type}>
          <a href={href(type)} className={classes['kind']}>
            <KindIcon type={type} />
            <span>
              <Text fw={600} span display="block">
                {name}
              </Text>
              <Text size="sm" c="dimmed" span display="block">
                {lead}
              </Text>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
