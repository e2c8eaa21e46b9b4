import type { ReceivedMessage } from '../messages/message.reader.js';

/** Looks at each message before its handlers hear of it. */
export interface CallbackGate {
  /**
   * Whether handlers are to hear of it; what they are not to hear of is acknowledged. Where it rejects, WeChat gets no answer
   * that it would take for one, and delivers the message again.
   */
  admit(received: ReceivedMessage): Promise<boolean>;
}
