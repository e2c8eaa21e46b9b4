import { expect, onTestFinished, test } from 'vitest';
import { accountEndpoints } from '#lib/api/endpoints/mini-program/account.endpoints';
import { categoryEndpoints } from '#lib/api/endpoints/mini-program/category.endpoints';
import { codeEndpoints } from '#lib/api/endpoints/mini-program/code.endpoints';
import { dataFetchEndpoints } from '#lib/api/endpoints/mini-program/data-fetch.endpoints';
import { domainEndpoints } from '#lib/api/endpoints/mini-program/domain.endpoints';
import { icpFilingEndpoints } from '#lib/api/endpoints/mini-program/icp-filing.endpoints';
import { linkEndpoints } from '#lib/api/endpoints/mini-program/link.endpoints';
import { memberEndpoints } from '#lib/api/endpoints/mini-program/member.endpoints';
import { orderPageEndpoints } from '#lib/api/endpoints/mini-program/order-page.endpoints';
import { pluginEndpoints } from '#lib/api/endpoints/mini-program/plugin.endpoints';
import { privacyEndpoints } from '#lib/api/endpoints/mini-program/privacy.endpoints';
import { qrcodeRuleEndpoints } from '#lib/api/endpoints/mini-program/qrcode-rule.endpoints';
import { recordEndpoints } from '#lib/api/endpoints/mini-program/record.endpoints';
import { registrationEndpoints } from '#lib/api/endpoints/mini-program/registration.endpoints';
import { releaseEndpoints } from '#lib/api/endpoints/mini-program/release.endpoints';
import { reviewEndpoints } from '#lib/api/endpoints/mini-program/review.endpoints';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { testEndpointTables } from '../support/endpoint-tables.js';

const TABLES = {
  registration: registrationEndpoints,
  code: codeEndpoints,
  reviews: reviewEndpoints,
  releases: releaseEndpoints,
  domains: domainEndpoints,
  account: accountEndpoints,
  dataFetch: dataFetchEndpoints,
  members: memberEndpoints,
  categories: categoryEndpoints,
  plugins: pluginEndpoints,
  links: linkEndpoints,
  qrcodeRules: qrcodeRuleEndpoints,
  privacy: privacyEndpoints,
  orderPages: orderPageEndpoints,
  records: recordEndpoints,
  icpFiling: icpFilingEndpoints,
};

const once = { once: true } as const;
const appid = 'wx1a2b3c4d5e6f7081';
const media = { content: Buffer.from('bytes'), filename: 'a.jpg' };
const upload = { file: 'media', once: true } as const;
const prefix = 'https://example.com/shop/';
const certificate = { key: '营业执照', value: 'm1', is_permanent: 1 } as const;
const principal = {
  name: '张三',
  mobile: '13800000000',
  email: 'a@example.com',
  emergency_contact: '13900000000',
  certificate_type: 2,
  certificate_number: '110101199001011234',
  certificate_validity_date_start: '20200101',
  certificate_validity_date_end: '20400101',
  certificate_photo_front: 'm1',
  certificate_photo_back: 'm2',
};
const filing = {
  icp_subject: {
    base_info: { type: 4, name: '样例', province: '110000', city: '110100', district: '110101', address: '某街 1 号' },
    principal_info: principal,
  },
  icp_applets: { base_info: { appid, service_content_types: [12] }, principal_info: principal },
  icp_materials: { commitment_letter: ['m3'] },
};
const verification = {
  enterprise_name: '样例有限公司',
  code: '91110000000000000X',
  code_type: 1,
  legal_persona_name: '张三',
  legal_persona_wechat: 'zhangsan',
  legal_persona_idcard: '110101199001011234',
  component_phone: '13800000000',
} as const;

testEndpointTables(
  TABLES,
  {
    registration: {
      register: ['POST /cgi-bin/account/fastregister', { ticket: 'ticket' }, once],
      rebindAdmin: ['POST /cgi-bin/account/componentrebindadmin', { taskid: 't1' }, once],
      verifyTrial: ['POST /wxa/verifybetaweapp', { verify_info: verification }, once],
      renameTrial: ['POST /wxa/setbetaweappnickname', { name: '小店' }],
    },
    code: {
      commit: ['POST /wxa/commit', { template_id: 0, ext_json: '{"a":1}', user_version: 'V1.0', user_desc: '说明' }],
      getPages: ['GET /wxa/get_page'],
      getQrcode: ['GET /wxa/get_qrcode', { path: 'pages/index/index?a=1&b=2' }],
      getVersions: ['POST /wxa/getversioninfo'],
      getSupportVersion: ['GET /cgi-bin/wxopen/getweappsupportversion', { appid }],
      setSupportVersion: ['POST /cgi-bin/wxopen/setweappsupportversion', { appid, version: '2.14.1' }],
      getPrivacy: ['GET /wxa/security/get_code_privacy_info'],
    },
    reviews: {
      getCategories: ['GET /wxa/get_category'],
      uploadMedia: ['POST /wxa/uploadmedia', { media }, upload],
      submit: ['POST /wxa/submit_audit', { item_list: [{ address: 'index', tag: '学习 生活' }] }, once],
      get: ['POST /wxa/get_auditstatus', { auditid: 1234567 }],
      getLatest: ['GET /wxa/get_latest_auditstatus'],
      withdraw: ['GET /wxa/undocodeaudit', undefined, once],
      getQuota: ['GET /wxa/queryquota'],
      speedUp: ['POST /wxa/speedupaudit', { auditid: 1234567 }, once],
    },
    releases: {
      release: ['POST /wxa/release', undefined, once],
      revert: ['GET /wxa/revertcoderelease', { app_version: 2 }, once],
      listVersions: ['GET /wxa/revertcoderelease', { action: 'get_history_version' }],
      stage: ['POST /wxa/grayrelease', { gray_percentage: 10, support_debuger_first: true }],
      getStage: ['GET /wxa/getgrayreleaseplan'],
      cancelStage: ['GET /wxa/revertgrayrelease'],
      setVisitStatus: ['POST /wxa/change_visitstatus', { action: 'close' }],
      getVisitStatus: ['POST /wxa/getvisitstatus'],
    },
    domains: {
      modifyServerDomains: [
        'POST /wxa/modify_domain',
        { action: 'add', requestdomain: ['https://a.example.com'], tcpdomain: [] },
      ],
      modifyServerDomainsDirectly: ['POST /wxa/modify_domain_directly', { action: 'get' }],
      setWebviewDomains: ['POST /wxa/setwebviewdomain', { action: 'set', webviewdomain: ['https://a.example.com'] }],
      setWebviewDomainsDirectly: ['POST /wxa/setwebviewdomain_directly', { action: 'get' }],
      getConfirmFile: ['POST /wxa/get_webviewdomain_confirmfile'],
      getEffectiveServerDomains: ['POST /wxa/get_effective_domain'],
      getEffectiveWebviewDomains: ['POST /wxa/get_effective_webviewdomain'],
      getPrefetchDomains: ['GET /wxa/get_prefetchdnsdomain'],
      setPrefetchDomains: ['POST /wxa/set_prefetchdnsdomain', { prefetch_dns_domain: [{ url: 'a.example.com' }] }],
    },
    account: {
      getBasicInfo: ['GET /cgi-bin/account/getaccountbasicinfo'],
      setName: ['POST /wxa/setnickname', { nick_name: '小店', license: 'm1' }, once],
      getNameReview: ['POST /wxa/api_wxa_querynickname', { audit_id: 1234567 }],
      checkName: ['POST /cgi-bin/wxverify/checkwxverifynickname', { nick_name: '小店' }],
      setAvatar: [
        'POST /cgi-bin/account/modifyheadimage',
        { head_img_media_id: 'm1', x1: 0, y1: 0, x2: 0.7, y2: 0.7 },
        once,
      ],
      setSignature: ['POST /cgi-bin/account/modifysignature', { signature: '介绍' }, once],
      getSearchStatus: ['GET /wxa/getwxasearchstatus'],
      setSearchStatus: ['POST /wxa/changewxasearchstatus', { status: 1 }],
    },
    dataFetch: {
      configure: [
        'POST /wxa/fetchdatasetting',
        { action: 'set_pre_fetch', is_pre_fetch_open: true, pre_fetch_type: 0, pre_fetch_url: prefix },
      ],
    },
    members: {
      bindTester: ['POST /wxa/bind_tester', { wechatid: 'zhangsan' }],
      unbindTester: ['POST /wxa/unbind_tester', { userstr: 'u1' }],
      listTesters: ['POST /wxa/memberauth', { action: 'get_experiencer' }],
    },
    categories: {
      listAvailable: ['GET /cgi-bin/wxopen/getallcategories'],
      listChosen: ['GET /cgi-bin/wxopen/getcategory'],
      listByType: ['POST /cgi-bin/wxopen/getcategoriesbytype', { verify_type: 1 }],
      add: [
        'POST /cgi-bin/wxopen/addcategory',
        { categories: [{ first: 287, second: 618, certicates: [certificate] }] },
        once,
      ],
      delete: ['POST /cgi-bin/wxopen/deletecategory', { first: 287, second: 618 }],
      modify: ['POST /cgi-bin/wxopen/modifycategory', { first: 287, second: 618, certicates: [certificate] }, once],
    },
    plugins: {
      apply: ['POST /wxa/plugin', { action: 'apply', plugin_appid: appid, reason: '需要' }, once],
      list: ['POST /wxa/plugin', { action: 'list' }],
      unbind: ['POST /wxa/plugin', { action: 'unbind', plugin_appid: appid }],
      listApplications: ['POST /wxa/devplugin', { action: 'dev_apply_list', page: 1, num: 10 }],
      accept: ['POST /wxa/devplugin', { action: 'dev_agree', appid }],
      refuse: ['POST /wxa/devplugin', { action: 'dev_refuse', reason: '不合适' }, once],
      deleteRefused: ['POST /wxa/devplugin', { action: 'dev_delete' }],
    },
    links: {
      list: ['POST /cgi-bin/wxopen/wxamplinkget'],
      link: ['POST /cgi-bin/wxopen/wxamplink', { appid, notify_users: 0, show_profile: 1 }, once],
      unlink: ['POST /cgi-bin/wxopen/wxampunlink', { appid }],
      getShownAccount: ['GET /wxa/getshowwxaitem'],
      listAccounts: ['GET /wxa/getwxamplinkforshow', { page: 0, num: 20 }],
      showAccount: ['POST /wxa/updateshowwxaitem', { wxa_subscribe_biz_flag: 1, appid }],
    },
    qrcodeRules: {
      set: [
        'POST /cgi-bin/wxopen/qrcodejumpadd',
        { prefix, path: 'pages/index/index', is_edit: 0, open_version: 3, debug_url: [`${prefix}?a=1`] },
        once,
      ],
      list: ['POST /cgi-bin/wxopen/qrcodejumpget', { get_type: 2, page_num: 1, page_size: 20 }],
      getConfirmFile: ['POST /cgi-bin/wxopen/qrcodejumpdownload'],
      delete: ['POST /cgi-bin/wxopen/qrcodejumpdelete', { prefix }],
      publish: ['POST /cgi-bin/wxopen/qrcodejumppublish', { prefix }, once],
    },
    privacy: {
      set: [
        'POST /cgi-bin/component/setprivacysetting',
        {
          privacy_ver: 2,
          owner_setting: { contact_email: 'a@example.com', notice_method: '弹窗' },
          setting_list: [{ privacy_key: 'UserInfo', privacy_text: '登录' }],
        },
      ],
      get: ['POST /cgi-bin/component/getprivacysetting', { privacy_ver: 1 }],
      uploadFile: ['POST /cgi-bin/component/uploadprivacyextfile', { media }, { file: 'file', once: true }],
      applyForInterface: [
        'POST /wxa/security/apply_privacy_interface',
        { api_name: 'wx.getLocation', content: '附近的店' },
        once,
      ],
      listInterfaces: ['GET /wxa/security/get_privacy_interface'],
    },
    orderPages: {
      set: [
        'POST /wxa/security/applysetorderpathinfo',
        { batch_req: { path: 'pages/orders/orders', appid_list: [appid] } },
        once,
      ],
      get: ['GET /wxa/security/getorderpathinfo', { info_type: 0 }],
    },
    records: {
      listIllegal: ['POST /wxa/getillegalrecords', { start_time: 1700000000, end_time: 1700003600 }],
      listAppeals: ['POST /wxa/getappealrecords', { illegal_record_id: 'r1' }],
    },
    icpFiling: {
      createVerifyTask: ['POST /wxa/icp/create_icp_verifytask', undefined, once],
      getVerifyTask: ['POST /wxa/icp/query_icp_verifytask', { task_id: 't1' }],
      uploadMedia: [
        'POST /wxa/icp/upload_icp_media',
        { type: 'image', certificate_type: 2, icp_order_field: 'icp_subject.principal_info', media },
        upload,
      ],
      apply: ['POST /wxa/icp/apply_icp_filing', filing, once],
      withdraw: ['POST /wxa/icp/cancel_apply_icp_filing', undefined, once],
      cancel: ['POST /wxa/icp/cancel_icp_filing', { cancel_type: 1 }, once],
      getState: ['GET /wxa/icp/get_icp_entrance_info'],
      getOrder: ['GET /wxa/icp/get_online_icp_order'],
    },
  },
  sandbox => {
    const { api, tokens } = createAccount(sandbox, { timeoutMs: 20_000 });
    return { api: api.miniProgram, tokens };
  },
);

test('the calls for a mini program are made when they are asked for, and once', async () => {
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const { api } = createAccount(sandbox);
  const { miniProgram } = api;
  expect(api.miniProgram).toBe(miniProgram);
  expect(createAccount(sandbox).api.miniProgram).not.toBe(miniProgram);
});
