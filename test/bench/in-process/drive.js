/**
 * Has our service answer messages, for a profiler to watch: `node drive.js <mode> <count>`.
 */
import { answerer, createCallbackService } from '../nest/callback-service.js';
import { answerAll, createMessages } from './batch.js';

const BATCH = 1_000;

const [mode, count] = process.argv.slice(2);
const answer = answerer(await createCallbackService(mode));
for (let done = 0; done < Number(count); done += BATCH) await answerAll(answer, createMessages(mode, BATCH));
