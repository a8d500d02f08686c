/**
 * A sentence a customer may write about a theme, perhaps only of an office or of a call. Slots:
 * {min} minutes waited, {told} minutes announced, {what} came for, {town}, and what is to be masked:
 * {name}, {phone}, {email}, {plate}, {file}.
 */
export type Template = readonly [theme: string, text: string, where?: "office" | "phone"];
