export function docsPage(_d: object): string {
  return "";
}
