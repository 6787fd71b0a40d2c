/** Which restic it takes to get everything back, said alike wherever it stands on paper: what Vaultkeeper itself works with. 0.19.0 has defects over SFTP. */
export const resticWanted = 'restic 0.18 or newer, but not 0.19.0'
