/** The name of the mail server's password: to a person, to pages and scripts, and in the keychain. */
export const smtpSecret = 'carrier:email'
