import type { AuthorizerAccount } from './authorization.js';

const NO_BUSINESS = { open_store: 0, open_scan: 0, open_pay: 0, open_card: 0, open_shake: 0 };
const NO_NETWORK = {
  RequestDomain: [],
  WsRequestDomain: [],
  UploadDomain: [],
  DownloadDomain: [],
  UDPDomain: [],
  BizDomain: [],
};

/** `authorizer_info`. Whoever has `MiniProgramInfo` is a mini program. Official document: 获取授权账号详情. */
export function describeAuthorizer(origin: string, account: AuthorizerAccount) {
  const { appId, nickname, originalId, type, principal } = account;
  const isMiniProgram = type === 'mini-program';
  return {
    nick_name: nickname,
    head_img: `${origin}/sandbox/avatar/${appId}/0`,
    // 2 is a service account, 0 an ordinary mini program.
    service_type_info: { id: isMiniProgram ? 0 : 2 },
    // 0 is verified by WeChat.
    verify_type_info: { id: 0 },
    user_name: originalId,
    principal_name: principal,
    alias: '',
    business_info: NO_BUSINESS,
    qrcode_url: `${origin}/sandbox/avatar/${appId}/qrcode`,
    // 1 is normal.
    account_status: 1,
    idc: 1,
    signature: '',
    ...(isMiniProgram && {
      MiniProgramInfo: { network: NO_NETWORK, categories: [], visit_status: 0 },
      register_type: 0,
      basic_config: { is_phone_configured: true, is_email_configured: true },
    }),
  };
}
