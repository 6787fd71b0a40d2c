import { Anchor, Text } from '@mantine/core'
import { Page } from '../parts/page.tsx'

/** For an address that names no page. */
export function NotFound() {
  return (
    <Page title="There is no such page">
      <Text>
        The address may be of another version. <Anchor href="#/">Go to the overview</Anchor>
      </Text>
    </Page>
  )
}
