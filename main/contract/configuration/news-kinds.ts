/** What a carrier carries where the file does not say. Without zod: pages show it, too. */
export const usualNews = ['failed', 'stale', 'anomaly', 'approval', 'recovered', 'carrier-failed', 'git', 'agent', 'reminder'] as const

/** What a carrier can be told to carry; the names are those of `NewsKind`. `well`: a run that went well. */
export const newsKinds = [...usualNews, 'well', 'digest'] as const

/** What is told even in quiet hours where the file does not say. */
export const usualExceptions = ['failed', 'anomaly', 'agent'] as const
