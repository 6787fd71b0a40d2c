/** What something means to a person. `bad`: needs you, or is lost; `attention`: should be known; `calm`: neither here nor there. */
export type Tone = 'good' | 'attention' | 'bad' | 'info' | 'calm'
