export { WechatSandbox, type FollowerOptions, type SandboxCredentials, type SandboxHosts } from './wechat-sandbox.js';
export { SandboxClock } from './clock.js';
export { SandboxError } from './sandbox.error.js';
export type {
  SandboxAccountOptions,
  SandboxAccountType,
  SandboxDeliveryOptions,
  SandboxMode,
  SandboxOptions,
} from './sandbox.options.js';
export type { AccountCredentials, SandboxAccount } from './account/sandbox-account.js';
export type { MessageTemplate, TemplateOptions, Templates } from './account/templates.js';
export type {
  AccessTokenKind,
  AccessTokens,
  AccessTokenState,
  ForcedRefreshes,
  RejectOptions,
  SandboxAccessToken,
} from './account/access-tokens.js';
export type { Tag, Tags } from './account/tags.js';
export type { AuthorizeComponentOptions, ComponentAuthorization } from './component/authorize-component.js';
export type { SandboxComponentOptions } from './component/component.options.js';
export type { ComponentCredentials } from './component/component.js';
export type { SandboxComponent } from './component/sandbox-component.js';
export type { ApiCall } from './api/api-call.js';
export type { ApiReply, FileReply, JsonReply } from './api/api-reply.js';
export type { ApiRequest, UploadedFile } from './api/api-request.js';
export type { Delivery, DeliveryAttempt, Verdict } from './delivery/delivery.js';
export type { ApiFailure, FaultOptions } from './faults/api-faults.js';
export type { HeldRequests, SandboxFaults } from './faults/sandbox-faults.js';
export type { ChatView, WaitOptions } from './people/chat-view.js';
export type { PageShare } from './jssdk/page-share.js';
export type { MatchRule } from './menus/match-rule.js';
export type { ConditionalMenu, Menus, StoredMenu } from './menus/menus.js';
export type { Follower } from './people/follower.js';
export type { Recipient } from './people/recipient.js';
export type { ClickInput, SelectedPlace } from './people/actions/menu.js';
export type { AuthorizeOptions, AuthorizeResult } from './people/actions/authorize.js';
export type { BindOptions, BindResult } from './people/actions/bind-component.js';
export type { Place } from './people/actions/messages.js';
export type { ScanOptions, ScanTarget } from './people/actions/scan.js';
export type { PhoneFile } from './people/phone-files.js';
export type { PersonProfile } from './people/person.js';
export type { MessageOrigin, PhoneArticle, PhoneContent, PhoneLink, PhoneMessage } from './people/phone-message.js';
export type { ReleaseTestCase, ReleaseTestCaseName, ReleaseTestReport } from './release-test/release-test-report.js';
export type { ReleaseTestOptions } from './release-test/release-test.types.js';
export type { ScriptedAnswer } from './world.js';
export type { QrScene } from './people/contact.js';
export type { QrCode, QrCodes } from './qrcode/qr-codes.js';
