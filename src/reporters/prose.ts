/** Sentences of rules as Markdown: what stands between backticks is code, and nothing else is markup (`<region>`, `*.example`, `&amp;`). */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll('&', '&amp;').replace(/[*<\\]|(?<!\w)_|_(?!\w)/g, '\\$&')))
    .join('');
}
