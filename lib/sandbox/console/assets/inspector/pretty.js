const INDENT = '  ';

/**
 * Breaks XML into lines. What is no XML stays as it is.
 *
 * @param {string} text
 */
export function prettyXml(text) {
  const { documentElement } = new DOMParser().parseFromString(text, 'text/xml');
  // Browsers put their complaint into the document.
  return documentElement.getElementsByTagName('parsererror').length > 0 ? text : writeElement(documentElement, '');
}

/**
 * @param {Element} element
 * @param {string} indent
 * @returns {string}
 */
function writeElement(element, indent) {
  const { tagName, children, innerHTML } = element;
  if (children.length === 0) return `${indent}<${tagName}>${innerHTML}</${tagName}>`;
  const lines = [...children].map(child => writeElement(child, indent + INDENT));
  return [`${indent}<${tagName}>`, ...lines, `${indent}</${tagName}>`].join('\n');
}

/**
 * Breaks JSON into lines. It is not parsed: `MsgId` has more digits than a number holds.
 *
 * @param {string} text
 */
export function prettyJson(text) {
  let depth = 0;
  const line = () => `\n${INDENT.repeat(Math.max(0, depth))}`;
  return text.replace(/"(?:[^"\\]|\\.)*"|([[{])\s*([\]}])|[[{\]},:]|\s+/g, (token, open, close) => {
    if (open && close) return open + close;
    if (token === '{' || token === '[') {
      depth++;
      return token + line();
    }
    if (token === '}' || token === ']') {
      depth--;
      return line() + token;
    }
    if (token === ',') return token + line();
    if (token === ':') return ': ';
    return token.startsWith('"') ? token : '';
  });
}
