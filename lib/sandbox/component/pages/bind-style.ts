/** What the authorization pages need besides what all pages have. */
export const BIND_STYLE = `
.kind { display: block; color: var(--weui-FG-1, #737373); font-size: 13px; overflow-wrap: anywhere; }
label.row { cursor: pointer; }
label.row > input { width: 20px; height: 20px; margin: 0; flex: none; accent-color: #07c160; }
.buttons { margin-top: 32px; }
`;
