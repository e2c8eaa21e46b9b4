/** What WeUI leaves to the page. */
export const PAGE_STYLE = `
body { margin: 0; background: var(--weui-BG-0, #ededed); color: var(--weui-FG-0, #1a1a1a); font-size: 17px;
  font-family: system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
* { box-sizing: border-box; }
main { max-width: 480px; margin: 0 auto; padding: 40px 24px 32px; }
h1 { margin: 0; font-size: 22px; font-weight: 500; line-height: 1.4; overflow-wrap: anywhere; }
p { margin: 8px 0 0; color: var(--weui-FG-1, #737373); font-size: 15px; line-height: 1.6; overflow-wrap: anywhere; }
form { margin: 0; }
code { font-size: 13px; }
.centre { text-align: center; }
.avatar { width: 48px; height: 48px; border-radius: 6px; flex: none; }
.centre > .avatar { width: 64px; height: 64px; margin-bottom: 16px; }
.row { display: flex; align-items: center; gap: 12px; width: 100%; padding: 12px 16px; border: 0; background: none;
  color: inherit; font: inherit; text-align: start; overflow-wrap: anywhere; }
.row > span { min-width: 0; }
.list { margin: 24px auto; max-width: 400px; border-radius: 8px; overflow: hidden; background: var(--weui-BG-2, #fff); }
button.row { cursor: pointer; }
button.row:hover, button.row:focus-visible { background: var(--weui-BG-COLOR-ACTIVE, #ececec); }
.list .row + .row { border-top: 1px solid var(--weui-FG-3, rgba(0, 0, 0, .1)); }
.centre > .weui-icon_msg { margin-bottom: 16px; }
.buttons { display: grid; gap: 16px; justify-items: center; margin-top: 40px; }
.buttons .weui-btn { margin: 0; width: 184px; }
.small { font-size: 13px; }
`;
