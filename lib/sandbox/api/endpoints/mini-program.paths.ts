/** The paths by which third-party platforms manage mini programs. Official document: 第三方平台代小程序实现业务. */

/** Read with the token of the platform. */
export const COMPONENT_GETS = ['/wxa/gettemplatedraftlist', '/wxa/gettemplatelist'] as const;

/** Take a body and the token of the platform. */
export const COMPONENT_POSTS = [
  '/cgi-bin/component/fastregisterweapp',
  '/wxa/component/fastregisterbetaweapp',
  '/wxa/component/fastregisterpersonalweapp',
  '/wxa/addtotemplate',
  '/wxa/deletetemplate',
  '/cgi-bin/component/modify_wxa_server_domain',
  '/cgi-bin/component/modify_wxa_jump_domain',
] as const;

/** Take the token of the platform, and need no body. */
export const COMPONENT_BARE_POSTS = ['/cgi-bin/component/get_domain_confirmfile'] as const;

/** Take a body and the token of an official account. */
export const OFFICIAL_ACCOUNT_POSTS = [
  '/cgi-bin/account/fastregister',
  '/cgi-bin/wxopen/wxamplink',
  '/cgi-bin/wxopen/wxampunlink',
] as const;

/** Read with the token of a mini program. */
export const GETS = [
  '/wxa/get_page',
  '/wxa/get_category',
  '/wxa/get_latest_auditstatus',
  '/wxa/undocodeaudit',
  '/wxa/revertcoderelease',
  '/wxa/getgrayreleaseplan',
  '/wxa/revertgrayrelease',
  '/cgi-bin/wxopen/getweappsupportversion',
  '/wxa/queryquota',
  '/wxa/security/get_code_privacy_info',
  '/wxa/get_prefetchdnsdomain',
  '/cgi-bin/account/getaccountbasicinfo',
  '/wxa/getwxasearchstatus',
  '/cgi-bin/wxopen/getallcategories',
  '/cgi-bin/wxopen/getcategory',
  '/wxa/getshowwxaitem',
  '/wxa/getwxamplinkforshow',
  '/wxa/security/get_privacy_interface',
  '/wxa/security/getorderpathinfo',
  '/wxa/icp/get_icp_entrance_info',
  '/wxa/icp/get_online_icp_order',
] as const;

/** Take a body and the token of a mini program. */
export const POSTS = [
  '/cgi-bin/account/componentrebindadmin',
  '/wxa/verifybetaweapp',
  '/wxa/setbetaweappnickname',
  '/wxa/commit',
  '/wxa/submit_audit',
  '/wxa/get_auditstatus',
  '/wxa/grayrelease',
  '/wxa/change_visitstatus',
  '/cgi-bin/wxopen/setweappsupportversion',
  '/wxa/speedupaudit',
  '/wxa/modify_domain',
  '/wxa/modify_domain_directly',
  '/wxa/setwebviewdomain',
  '/wxa/setwebviewdomain_directly',
  '/wxa/set_prefetchdnsdomain',
  '/wxa/setnickname',
  '/wxa/api_wxa_querynickname',
  '/cgi-bin/wxverify/checkwxverifynickname',
  '/cgi-bin/account/modifyheadimage',
  '/cgi-bin/account/modifysignature',
  '/wxa/changewxasearchstatus',
  '/wxa/fetchdatasetting',
  '/wxa/bind_tester',
  '/wxa/unbind_tester',
  '/wxa/memberauth',
  '/cgi-bin/wxopen/getcategoriesbytype',
  '/cgi-bin/wxopen/addcategory',
  '/cgi-bin/wxopen/deletecategory',
  '/cgi-bin/wxopen/modifycategory',
  '/wxa/plugin',
  '/wxa/devplugin',
  '/wxa/updateshowwxaitem',
  '/cgi-bin/wxopen/qrcodejumpadd',
  '/cgi-bin/wxopen/qrcodejumpget',
  '/cgi-bin/wxopen/qrcodejumpdelete',
  '/cgi-bin/wxopen/qrcodejumppublish',
  '/cgi-bin/component/setprivacysetting',
  '/cgi-bin/component/getprivacysetting',
  '/wxa/security/apply_privacy_interface',
  '/wxa/security/applysetorderpathinfo',
  '/wxa/getillegalrecords',
  '/wxa/getappealrecords',
  '/wxa/icp/query_icp_verifytask',
  '/wxa/icp/apply_icp_filing',
  '/wxa/icp/cancel_icp_filing',
] as const;

/** Take the token of a mini program, and need no body. */
export const BARE_POSTS = [
  '/wxa/getvisitstatus',
  '/wxa/getversioninfo',
  '/wxa/get_webviewdomain_confirmfile',
  '/wxa/get_effective_domain',
  '/wxa/get_effective_webviewdomain',
  '/cgi-bin/wxopen/qrcodejumpdownload',
  '/wxa/icp/create_icp_verifytask',
  '/wxa/icp/cancel_apply_icp_filing',
] as const;

/** Take a form with a file, and the token of a mini program. */
export const UPLOADS = [
  '/wxa/uploadmedia',
  '/cgi-bin/component/uploadprivacyextfile',
  '/wxa/icp/upload_icp_media',
] as const;
