/**
 * A Markdown table whose columns line up, so that it reads well on a console too.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function renderTable(head, rows) {
  const lines = [head, ...rows].map(row => row.map(cell => cell.replaceAll('|', '\\|')));
  const widths = head.map((title, column) => Math.max(3, ...lines.map(cells => cells[column].length)));
  const line = cells => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [first, ...others] = lines.map(line);
  return [first, line(widths.map(width => '-'.repeat(width))), ...others].join('\n');
}
