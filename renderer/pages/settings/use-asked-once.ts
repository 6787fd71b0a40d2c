import { type UseQueryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

/**
 * A query whose answer takes processes of restic: it is asked when the page opens and when somebody wants it again, and not each time that anything happens.
 */
export function useAskedOnce<Data, Key extends readonly unknown[]>(options: UseQueryOptions<Data, Error, Data, Key>) {
  const query = useQuery({ ...options, enabled: false })
  const { refetch } = query
  useEffect(() => void refetch(), [refetch])
  return query
}
