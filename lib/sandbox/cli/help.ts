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
`;
