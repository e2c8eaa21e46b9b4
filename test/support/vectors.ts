import { readFileSync } from 'node:fs';

interface MessageVector {
  readonly name: string;
  readonly token: string;
  readonly encodingAESKey: string;
  readonly appid: string;
  readonly random16: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly plaintext: string;
  readonly cipherBytes: number;
  readonly padBytes: number;
  readonly encrypt: string;
  readonly msgSignature: string;
  readonly signature: string;
}

/** The verified vectors of the protocol: every one of them is a test. */
export interface Vectors {
  readonly keys: Readonly<
    Record<'mp' | 'component', { token: string; encodingAESKey: string; appid: string; aesKeyHex: string }>
  >;
  readonly serverVerification: readonly {
    readonly name: string;
    readonly token: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly echostr?: string;
    readonly signature: string;
    readonly expect: { readonly status?: number; readonly body?: string; readonly valid?: boolean | 'policy' };
  }[];
  readonly messageCrypto: readonly MessageVector[];
  readonly messageLengths: readonly MessageVector[];
  readonly frameLengthBoundaries: readonly MessageVector[];
  readonly pkcs7: readonly { readonly inputHex: string; readonly paddedHex: string; readonly inputBytes: number }[];
  readonly malformed: readonly {
    readonly name: string;
    readonly token: string;
    readonly encodingAESKey: string;
    readonly expectedAppid: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly encrypt: string;
    readonly msgSignature: string;
    readonly signatureIsValid: boolean;
    readonly expect: { readonly error: string };
  }[];
  readonly encodingAESKey: {
    readonly sameAesKey: readonly { readonly encodingAESKey: string; readonly aesKeyHex: string }[];
    readonly nonZeroTrailingBits: MessageVector;
    readonly invalid: readonly { readonly value: string; readonly reason: string }[];
  };
  readonly encryptedReply: {
    readonly input: {
      readonly plaintext: string;
      readonly random16: string;
      readonly timestamp: string;
      readonly nonce: string;
    };
    readonly xmlFields: Readonly<Record<string, string>>;
    readonly xml: string;
    readonly json: Readonly<Record<string, unknown>>;
  };
  readonly incomingEncrypted: {
    readonly query: Readonly<Record<string, string>>;
    readonly xmlBody: string;
    readonly jsonBody: object;
    readonly componentXmlBody: string;
    readonly componentQuery: Readonly<Record<string, string>>;
  };
  readonly jsSdk: readonly {
    readonly name: string;
    readonly jsapi_ticket: string;
    readonly noncestr: string;
    readonly timestamp: number;
    readonly url: string;
    readonly string1: string;
    readonly signature: string;
    /** With its fragment. */
    readonly pageUrl?: string;
  }[];
  readonly cardSign: readonly {
    readonly name: string;
    readonly values: Readonly<Record<string, string>>;
    readonly signature: string;
  }[];
  readonly oauthUrls: readonly {
    readonly name: string;
    readonly input: {
      readonly appid: string;
      readonly component_appid?: string;
      readonly redirect_uri: string;
      readonly scope: string;
      readonly state: string;
    };
    readonly url: string;
  }[];
}

export const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/wechat-vectors.json', import.meta.url), 'utf8'),
) as Vectors;
