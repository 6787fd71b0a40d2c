import { Group, Text } from '@mantine/core'

/** Name and sign. */
export function Mark() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="./icon.svg" alt="" width={24} height={24} />
      <Text fw={650} size="lg" component="span">
        Vaultkeeper
      </Text>
    </Group>
  )
}
