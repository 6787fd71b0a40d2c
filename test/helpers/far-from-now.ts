/** A schedule of once a day, in UTC, that no test meets: it is due twelve hours from now, neither in the middle of a test nor so soon that it is told in minutes. */
export function farFromNow(): string {
  return `0 ${(new Date().getUTCHours() + 12) % 24} * * *`
}
