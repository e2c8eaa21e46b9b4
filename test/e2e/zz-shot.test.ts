import { expect, test } from 'vitest';
import { newPage, openBrowser } from '../support/browser.js';
import { startPlatform, authorizerToken } from '../support/component.js';
test('shot', async () => {
  const browser = await openBrowser();
  const p = await startPlatform({
    accounts: [{ appId: 'wxshop00000000001', nickname: 'Corner shop' }, { appId: 'wxgame00000000001', nickname: 'Game', type: 'mini-program' }, { appId: 'wxthird0000000001', nickname: 'Third' }],
    components: [{ nickname: 'Helper' }, { nickname: '助手', componentAppId: 'wxsecond' }],
  });
  await p.component.pushTicket();
  await p.component.authorize('wxshop00000000001');
  const code = p.pushes.at(-1)?.fields['AuthorizationCode'];
  await authorizerToken(p, String(code));
  await p.component.authorize('wxgame00000000001');
  await p.component.revoke('wxgame00000000001');
  await p.component.runReleaseTest({ groups: [1] });
  for (const [locale, name] of [['zh-CN', '第三方平台'], ['en', 'Platform']] as const)
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      const { page, errors } = await newPage(browser, { width, height, locale });
      await page.goto(p.sandbox.origin);
      await page.getByRole('tab', { name }).click();
      await page.waitForTimeout(500);
      const scroll = await page.evaluate(`(()=>{const e=[...document.querySelectorAll('*')].filter(x=>x.scrollHeight>x.clientHeight+50&&getComputedStyle(x).overflowY!=='visible');return e.map(x=>x.className+' '+x.scrollHeight)})()`);
      console.log(locale, width, scroll, errors, await page.evaluate('document.documentElement.scrollWidth'));
      const h = await page.evaluate(`Math.max(document.documentElement.scrollHeight, ...[...document.querySelectorAll('*')].map(x=>x.scrollHeight))`);
      await page.setViewportSize({ width, height: Math.min(Number(h) + 150, 4000) });
      await page.waitForTimeout(200);
      await page.screenshot({ path: `/tmp/shot-${locale}-${width}.png` });
      await page.close();
    }
  await browser.close();
  expect(1).toBe(1);
}, 120000);
