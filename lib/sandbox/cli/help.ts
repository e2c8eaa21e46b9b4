import { DEFAULTS } from './defaults.js';

/** What `--help` prints. */
export const HELP = `Usage: npx nestjs-wechat sandbox [options]

Plays WeChat on this machine: the API, the pushes to your application, and a phone in the browser.

  -p, --port <number>         port to listen on; 0 for any that is free   [${DEFAULTS.port}]
      --host <address>        address to listen on; any but loopback lets
                              others drive the sandbox                    [${DEFAULTS.host}]
      --callback <url>        where pushes go, such as http://127.0.0.1:3000/wechat

      --app-id <id>           AppID                                       [${DEFAULTS.appId}]
      --secret <secret>       AppSecret                   [${DEFAULTS.appSecret}]
      --token <token>         Token, 3 to 32 letters and digits           [${DEFAULTS.token}]
      --aes-key <key>         EncodingAESKey, 43 letters and digits
      --mode <mode>           plain, compatible or safe                   [safe with a key, else plain]
      --data-format <format>  xml or json                                 [xml]

  -h, --help                  show this
  -v, --version               show the version

Third-party platforms: npx nestjs-wechat open-platform rehearse --help
`;

/** What `open-platform rehearse --help` prints. */
export const REHEARSAL_HELP = `Usage: npx nestjs-wechat open-platform rehearse --url <url> [options]

Tests a third-party platform as WeChat does before its release, and says what failed and why.
Not for a server that customers use: it is given a ticket that WeChat does not know.

      --url <url>                  address of OpenPlatformModule's routes,
                                   such as http://localhost:3000/wechat/open

      --component-app-id <id>      AppID of the platform     [$WECHAT_COMPONENT_APP_ID]
      --token <token>              its token                 [$WECHAT_COMPONENT_TOKEN]
      --encoding-aes-key <key>     its EncodingAESKey        [$WECHAT_COMPONENT_ENCODING_AES_KEY]

      --api-port <number>          plays WeChat's API at this port, so that what your server calls can
                                   be tested, too: give it WECHAT_SANDBOX=http://127.0.0.1:<number>
      --component-app-secret <s>   AppSecret, for that API   [$WECHAT_COMPONENT_APP_SECRET]

      --group <number>             test accounts to take, from 1 to 5; WeChat takes any   [all]
      --timeout <seconds>          how long an answer may take; a message by the API
                                   may take twice that                                    [5]

The status is 0 where nothing failed, 1 where something did, and 2 for a wrong command line.
`;
